import type { Words } from "../words.ts";

/** What the page says, in Spanish. */
export default {
  link: {
    connecting: "Conectando…",
    open: "Conectado",
    lost: "Conexión perdida. Reintentando…",
    signedOut: "Sesión cerrada",
    mismatch: "No se puede continuar",
  },
  slow: {
    connecting: "Conectando con el escritorio…",
    lost: "Se perdió la conexión con el escritorio. Se reintenta automáticamente. Si sigue así, compruebe si la aplicación está en marcha.",
  },
  mismatch: {
    server: "El servidor es más nuevo que esta página. Recargue la página para continuar.",
    page: "Esta página es más nueva que su servidor. Reinicie la aplicación para que ambos salgan de la misma imagen y recargue la página.",
  },
  restarted: "El escritorio se ha reiniciado.",
  signedOut: "La sesión de este navegador ha terminado.",
  signIn: "Iniciar sesión",
  reload: "Recargar",
  dismiss: "Descartar",
  notices: {
    "insecure-page":
      "Esta página se abrió por http simple, donde los navegadores no ofrecen decodificador de vídeo. La imagen llega como JPEG y ocupa más ancho de banda. Ábrala por https, o como localhost, para un vídeo fluido.",
    "no-h264":
      "Este navegador no ofrece un decodificador H.264 a las páginas. La imagen llega como JPEG y ocupa más ancho de banda. Una versión actual de Chromium, Edge, Safari o Firefox la muestra como vídeo; en Linux, Firefox necesita para ello la biblioteca FFmpeg del sistema (libavcodec).",
    "decoder-gave-up":
      "El decodificador de vídeo del navegador ha fallado varias veces. La imagen llega como JPEG hasta que se recargue la página.",
    "clipboard-no-read":
      "El navegador no permite a esta página ver lo que copia en otro lugar. Pegue con Ctrl+V; la orden Pegar de un menú solo encuentra lo que ya se pegó así. Esto se cambia en la configuración del sitio del navegador.",
    "clipboard-no-write":
      "El navegador no permite a esta página cambiar su portapapeles. Permítalo en la configuración del sitio, o haga clic en el escritorio y copie otra vez.",
    "clipboard-no-image":
      "Se copió una imagen en el escritorio. Por http simple los navegadores solo aceptan texto; abra esta página por https, o como localhost, para copiar imágenes.",
    "clipboard-page-too-large":
      "Lo que copió es demasiado grande para el portapapeles del escritorio. Copie menos de una vez, o muévalo como archivo.",
    "page-crashed": "La parte de esta página que habla con el escritorio ha fallado. Recargue la página.",
    "page-part-missing":
      "No se pudo cargar una parte de esta página. Compruebe si funciona la red y recargue la página.",
  },
  serverNotices: {
    version: "La página y el servidor son de versiones distintas. Recargue la página.",
    "no-codec":
      "Este navegador no decodifica ninguno de los formatos de imagen que este servidor puede enviar. Use una versión actual de Chromium, Edge, Safari o Firefox.",
    "no-monitor":
      "El escritorio ya tiene tantos monitores como puede tener. Cierre primero la ventana de otro y recargue esta página.",
    "display-gone":
      "La pantalla del escritorio no está en marcha. La imagen volverá por sí sola en cuanto lo esté.",
    "not-allowed": "Su acceso a este escritorio no lo permite. Pregunte a quien se lo dio.",
    "sharing-refused":
      "El servidor no lo hizo. Revise el nombre, el papel y el final del enlace e inténtelo de nuevo.",
    "clipboard-too-large":
      "Lo copiado es demasiado grande para el portapapeles entre escritorio y página. Copie menos de una vez, o muévalo como archivo.",
    "clipboard-refused": "El servidor no admite este contenido en el portapapeles del escritorio.",
  },
  bar: {
    label: "Barra de herramientas",
    handle: "Herramientas",
    keys: "Escritorio. Lo que escribe va a él. Control Alt Mayúsculas M lleva a la barra de herramientas, Control Alt Mayúsculas F a la pantalla completa.",
    notices: "Avisos",
    keyboard: "Teclado en pantalla",
    settings: "Ajustes",
    fullScreen: "Pantalla completa",
    leaveFullScreen: "Salir de pantalla completa",
    monitor: "Añadir un monitor",
  },
  panel: {
    close: "Cerrar",
    locked: "Fijado por quien administra el servidor.",
    loading: "Cargando…",
  },
  sections: {
    stream: "Transmisión",
    display: "Pantalla",
    sound: "Sonido",
    input: "Teclado y puntero",
    clipboard: "Portapapeles",
    files: "Archivos",
    sharing: "Compartir",
    statistics: "Estadísticas",
    page: "Idioma y aspecto",
  },
  stream: {
    framerate: "Imágenes por segundo, como máximo",
    crf: "Calidad en movimiento (menor es mejor)",
    bitrate: "Mbit por segundo, como máximo",
    codec: "Códec",
    fullColour: "Color completo (4:4:4)",
    jpegQuality: "Calidad JPEG",
  },
  display: {
    size: "Tamaño del escritorio",
    sizeHint:
      "Lo que la ventana no puede mostrar entero se muestra más pequeño. Quien administra el servidor puede haberlo fijado.",
    asWindow: "Como la ventana",
    own: "Otro…",
    width: "Anchura en píxeles",
    height: "Altura en píxeles",
    scale: "Tamaño del contenido",
    scaleHint: "Puede que haya que reiniciar los programas abiertos.",
    asScreen: "Como esta pantalla",
    whole: "Ampliar solo por números enteros",
    wholeHint: "Cada píxel queda nítido; puede quedar un margen.",
  },
  clipboard: {
    in: "De este equipo al escritorio",
    out: "Del escritorio a este equipo",
    images: "También imágenes",
  },
  monitor: "Monitor",
  page: {
    language: "Idioma",
    languageHint: "La página se vuelve a cargar en ese idioma.",
    automatic: "Como el navegador",
    theme: "Aspecto",
    themes: { auto: "Como el sistema", light: "Claro", dark: "Oscuro" },
  },
  limits: { 0: "nada", 1: "la red", 2: "la tasa de bits elegida", 3: "la velocidad de esta página" },
  slowLane: "{encoder}, para líneas lentas",
  figures: {
    link: "Conexión",
    fps: "Imágenes por segundo",
    kilobytesPerSecond: "kB por segundo",
    size: "Tamaño",
    codec: "Códec",
    decoder: "Decodificador",
    sink: "Dibujado por",
    latency: "Del cambio a la pantalla, ms",
    capture: "Captura, ms",
    encode: "Codificación, ms",
    wire: "Línea, ms",
    decode: "Decodificación, ms",
    display: "Presentación, ms",
    roundTrip: "Ida y vuelta, ms",
    queue: "Cola de la red, ms",
    capacity: "Red, Mbit por segundo",
    target: "Imágenes previstas",
    limit: "Limitado por",
    encoder: "Codificador",
    viewers: "Espectadores",
    dropped: "Imágenes descartadas",
    skipped: "Imágenes no enviadas",
    decoderErrors: "Errores del decodificador",
  },
} satisfies Words;
