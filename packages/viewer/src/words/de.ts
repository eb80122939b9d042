import type { Words } from "../words.ts";

/** What the page says, in German. */
export default {
  link: {
    connecting: "Verbinden…",
    open: "Verbunden",
    lost: "Verbindung verloren. Neuer Versuch…",
    signedOut: "Abgemeldet",
    mismatch: "So geht es nicht weiter",
  },
  slow: {
    connecting: "Die Verbindung zum Desktop wird aufgebaut…",
    lost: "Die Verbindung zum Desktop ist verloren. Sie wird von selbst wieder aufgebaut. Wenn das so bleibt, sehen Sie nach, ob die Anwendung noch läuft.",
  },
  mismatch: {
    server: "Der Server ist neuer als diese Seite. Laden Sie die Seite neu.",
    page: "Diese Seite ist neuer als ihr Server. Starten Sie die Anwendung neu, damit beide aus einem Image kommen, und laden Sie dann die Seite neu.",
  },
  restarted: "Der Desktop wurde neu gestartet.",
  signedOut: "Dieser Browser ist nicht mehr angemeldet.",
  signIn: "Anmelden",
  reload: "Neu laden",
  dismiss: "Ausblenden",
  notices: {
    "insecure-page":
      "Diese Seite wurde über einfaches http geöffnet; dort bieten Browser keinen Videodecoder an. Das Bild kommt als JPEG und braucht mehr Bandbreite. Öffnen Sie die Seite über https oder als localhost, dann ist das Video flüssig.",
    "no-h264":
      "Dieser Browser hat für Seiten keinen H.264-Decoder. Das Bild kommt als JPEG und braucht mehr Bandbreite. Aktuelle Versionen von Chromium, Edge, Safari und Firefox zeigen es als Video; Firefox unter Linux braucht dazu die FFmpeg-Bibliothek des Systems (libavcodec).",
    "decoder-gave-up":
      "Der Videodecoder des Browsers ist mehrmals ausgefallen. Das Bild kommt als JPEG, bis die Seite neu geladen wird.",
    "clipboard-no-read":
      "Der Browser lässt diese Seite nicht sehen, was Sie anderswo kopieren. Fügen Sie mit Strg+V ein; „Einfügen“ in einem Menü findet nur, was zuvor so eingefügt wurde. Die Website-Einstellungen des Browsers ändern das.",
    "clipboard-no-write":
      "Der Browser lässt diese Seite Ihre Zwischenablage nicht ändern. Erlauben Sie es in den Website-Einstellungen, oder klicken Sie in den Desktop und kopieren Sie noch einmal.",
    "clipboard-no-image":
      "Im Desktop wurde ein Bild kopiert. Über einfaches http nehmen Browser nur Text an; öffnen Sie diese Seite über https oder als localhost, um Bilder zu kopieren.",
    "clipboard-page-too-large":
      "Was Sie kopiert haben, ist zu groß für die Zwischenablage des Desktops. Kopieren Sie weniger auf einmal, oder übertragen Sie es als Datei.",
    "page-crashed":
      "Der Teil dieser Seite, der mit dem Desktop spricht, ist ausgefallen. Laden Sie die Seite neu.",
    "page-part-missing":
      "Ein Teil dieser Seite konnte nicht geladen werden. Prüfen Sie, ob das Netz geht, und laden Sie die Seite neu.",
  },
  serverNotices: {
    version: "Seite und Server haben verschiedene Versionen. Laden Sie die Seite neu.",
    "no-codec":
      "Dieser Browser kann keines der Bildformate lesen, die dieser Server senden kann. Nehmen Sie ein aktuelles Chromium, Edge, Safari oder Firefox.",
    "no-monitor":
      "Der Desktop hat schon so viele Monitore, wie er haben kann. Schließen Sie zuerst das Fenster eines anderen, und laden Sie dann diese Seite neu.",
    "display-gone":
      "Die Anzeige des Desktops läuft nicht. Das Bild kommt von selbst wieder, sobald sie läuft.",
    "not-allowed": "Ihr Zugang zu diesem Desktop erlaubt das nicht. Fragen Sie, wer ihn Ihnen gegeben hat.",
    "sharing-refused":
      "Der Server hat das nicht getan. Sehen Sie nach Name, Rolle und Ende des Links, und versuchen Sie es noch einmal.",
    "clipboard-too-large":
      "Was kopiert wurde, ist zu groß für die Zwischenablage zwischen Desktop und Seite. Kopieren Sie weniger auf einmal, oder übertragen Sie es als Datei.",
    "clipboard-refused": "Der Server lässt diesen Inhalt nicht in die Zwischenablage des Desktops.",
  },
  bar: {
    label: "Werkzeugleiste",
    handle: "Werkzeuge",
    keys: "Desktop. Was Sie tippen, geht an ihn. Strg Alt Umschalt M führt zur Werkzeugleiste, Strg Alt Umschalt F zum Vollbild.",
    notices: "Hinweise",
    keyboard: "Bildschirmtastatur",
    settings: "Einstellungen",
    fullScreen: "Vollbild",
    leaveFullScreen: "Vollbild beenden",
    monitor: "Monitor hinzufügen",
  },
  panel: {
    close: "Schließen",
    locked: "Vom Betreiber des Servers festgelegt.",
    loading: "Wird geladen…",
  },
  sections: {
    stream: "Bildstrom",
    display: "Anzeige",
    sound: "Ton",
    input: "Tastatur und Zeiger",
    clipboard: "Zwischenablage",
    files: "Dateien",
    sharing: "Teilen",
    statistics: "Statistik",
    page: "Sprache und Aussehen",
  },
  stream: {
    framerate: "Bilder pro Sekunde, höchstens",
    crf: "Qualität bei Bewegung (kleiner ist besser)",
    bitrate: "Mbit pro Sekunde, höchstens",
    codec: "Codec",
    fullColour: "Volle Farbauflösung (4:4:4)",
    jpegQuality: "JPEG-Qualität",
  },
  display: {
    size: "Größe des Desktops",
    sizeHint:
      "Was das Fenster nicht ganz zeigen kann, wird kleiner gezeigt. Der Betreiber des Servers kann sie festgelegt haben.",
    asWindow: "Wie das Fenster",
    own: "Andere…",
    width: "Breite in Pixeln",
    height: "Höhe in Pixeln",
    scale: "Größe der Inhalte",
    scaleHint: "Geöffnete Programme müssen dafür vielleicht neu gestartet werden.",
    asScreen: "Wie dieser Bildschirm",
    whole: "Nur ganzzahlig vergrößern",
    wholeHint: "Jeder Pixel bleibt scharf; es kann ein Rand bleiben.",
  },
  clipboard: {
    in: "Von diesem Rechner zum Desktop",
    out: "Vom Desktop zu diesem Rechner",
    images: "Auch Bilder",
  },
  monitor: "Monitor",
  page: {
    language: "Sprache",
    languageHint: "Die Seite wird in ihr neu geladen.",
    automatic: "Wie der Browser",
    theme: "Aussehen",
    themes: { auto: "Wie das System", light: "Hell", dark: "Dunkel" },
  },
  files: {
    drop: "Dateien oder Ordner hier ablegen, um sie zum Schreibtisch zu bringen.",
    off: "Wer diesen Server betreibt, hat die Übertragung von Dateien abgeschaltet.",
    bring: "Dateien bringen…",
    bringFolder: "Ordner bringen…",
    transfers: "Auf dem Weg zum Schreibtisch",
    none: "Dateien oder Ordner irgendwo auf der Seite ablegen, einfügen oder hier auswählen.",
    desktop: "Auf dem Schreibtisch",
    empty: "Dieser Ordner ist leer.",
    up: "Nach oben",
    refresh: "Aktualisieren",
    all: "Alles herunterladen",
    open: "Öffnen",
    download: "Herunterladen",
    pause: "Anhalten",
    resume: "Fortsetzen",
    again: "Noch einmal",
    cancel: "Abbrechen",
    remove: "Aus der Liste entfernen",
    amount: "{bytes} von {total}",
    speed: "{bytes} je Sekunde",
    waiting: "Wartet auf die Verbindung und geht dann von selbst weiter.",
    paused: "Angehalten.",
    done: "Fertig, {bytes}.",
    others: "Ebenso {count} weitere.",
  },
  fileProblems: {
    "file-name": "Das Dateisystem des Schreibtischs nimmt keine Datei dieses Namens an.",
    "file-off": "Dateien zu bringen oder zu holen ist hier nicht erlaubt.",
    "file-outside": "Das führt aus dem freigegebenen Ordner hinaus.",
    "file-denied":
      "Der Benutzer des Schreibtischs darf hier nicht schreiben oder lesen. Prüfen Sie, wem der Ordner gehört.",
    "file-missing": "Es ist nicht mehr da.",
    "file-kind": "Auf dem Schreibtisch trägt etwas anderes diesen Namen.",
    "file-changed":
      "Die Datei wurde seit der Auswahl geändert oder entfernt. Wählen Sie sie noch einmal aus.",
    "disk-full":
      "Der Datenträger des Schreibtischs ist voll. Schaffen Sie Platz und versuchen Sie es noch einmal.",
  },
  limits: { 0: "nichts", 1: "das Netz", 2: "die gewählte Bitrate", 3: "die Geschwindigkeit dieser Seite" },
  slowLane: "{encoder}, für langsame Leitungen",
  figures: {
    link: "Verbindung",
    fps: "Bilder pro Sekunde",
    kilobytesPerSecond: "kB pro Sekunde",
    size: "Größe",
    codec: "Codec",
    decoder: "Decoder",
    sink: "Gezeichnet mit",
    latency: "Von der Änderung zum Schirm, ms",
    capture: "Aufnahme, ms",
    encode: "Kodieren, ms",
    wire: "Leitung, ms",
    decode: "Dekodieren, ms",
    display: "Anzeigen, ms",
    roundTrip: "Hin und zurück, ms",
    queue: "Warteschlange im Netz, ms",
    capacity: "Netz, Mbit pro Sekunde",
    target: "Angestrebte Bilder",
    limit: "Gebremst durch",
    encoder: "Encoder",
    viewers: "Betrachter",
    dropped: "Verworfene Bilder",
    skipped: "Nicht gesendete Bilder",
    decoderErrors: "Fehler des Decoders",
  },
} satisfies Words;
