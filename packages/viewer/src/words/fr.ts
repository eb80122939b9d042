import type { Words } from "../words.ts";

/** What the page says, in French. */
export default {
  link: {
    connecting: "Connexion…",
    open: "Connecté",
    lost: "Connexion perdue. Nouvel essai…",
    signedOut: "Déconnecté",
    mismatch: "Impossible de continuer",
  },
  slow: {
    connecting: "Connexion au bureau en cours…",
    lost: "La connexion au bureau est perdue. Elle se rétablira d'elle-même. Si cela dure, vérifiez que l'application fonctionne encore.",
  },
  mismatch: {
    server: "Le serveur est plus récent que cette page. Rechargez la page pour continuer.",
    page: "Cette page est plus récente que son serveur. Redémarrez l'application pour que les deux viennent de la même image, puis rechargez la page.",
  },
  restarted: "Le bureau a été redémarré.",
  signedOut: "La session de ce navigateur est terminée.",
  signIn: "Se connecter",
  reload: "Recharger",
  dismiss: "Masquer",
  notices: {
    "insecure-page":
      "Cette page a été ouverte en http simple, où les navigateurs n'offrent pas de décodeur vidéo. L'image arrive en JPEG et demande plus de débit. Ouvrez-la en https, ou comme localhost, pour une vidéo fluide.",
    "no-h264":
      "Ce navigateur n'offre pas de décodeur H.264 aux pages. L'image arrive en JPEG et demande plus de débit. Une version actuelle de Chromium, Edge, Safari ou Firefox l'affiche en vidéo ; sous Linux, Firefox a besoin de la bibliothèque FFmpeg du système (libavcodec).",
    "decoder-gave-up":
      "Le décodeur vidéo du navigateur a échoué plusieurs fois. L'image arrive en JPEG jusqu'au rechargement de la page.",
    "clipboard-no-read":
      "Le navigateur ne laisse pas cette page voir ce que vous copiez ailleurs. Collez avec Ctrl+V ; la commande Coller d'un menu ne trouve que ce qui a déjà été collé ainsi. Les paramètres du site dans le navigateur changent cela.",
    "clipboard-no-write":
      "Le navigateur ne laisse pas cette page modifier votre presse-papiers. Autorisez-le dans les paramètres du site, ou cliquez dans le bureau et copiez à nouveau.",
    "clipboard-no-image":
      "Une image a été copiée dans le bureau. En http simple, les navigateurs n'acceptent que du texte ; ouvrez cette page en https, ou comme localhost, pour copier des images.",
    "clipboard-page-too-large":
      "Ce que vous avez copié est trop grand pour le presse-papiers du bureau. Copiez-en moins à la fois, ou transférez-le comme fichier.",
    "page-crashed": "La partie de cette page qui parle au bureau est tombée en panne. Rechargez la page.",
    "page-part-missing":
      "Une partie de cette page n'a pas pu être chargée. Vérifiez le réseau, puis rechargez la page.",
  },
  serverNotices: {
    version: "La page et le serveur sont de versions différentes. Rechargez la page.",
    "no-codec":
      "Ce navigateur ne décode aucun des formats d'image que ce serveur peut envoyer. Utilisez une version actuelle de Chromium, Edge, Safari ou Firefox.",
    "no-monitor":
      "Le bureau a déjà autant d'écrans que possible. Fermez d'abord la fenêtre d'un autre, puis rechargez cette page.",
    "display-gone": "L'affichage du bureau est arrêté. L'image reviendra d'elle-même dès qu'il fonctionnera.",
    "not-allowed":
      "Votre accès à ce bureau ne le permet pas. Adressez-vous à la personne qui vous l'a donné.",
    "sharing-refused":
      "Le serveur ne l'a pas fait. Vérifiez le nom, le rôle et la fin du lien, puis réessayez.",
    "clipboard-too-large":
      "Ce qui a été copié est trop grand pour le presse-papiers entre le bureau et la page. Copiez-en moins à la fois, ou transférez-le comme fichier.",
    "clipboard-refused": "Le serveur n'accepte pas ce contenu dans le presse-papiers du bureau.",
  },
  bar: {
    label: "Barre d'outils",
    handle: "Outils",
    keys: "Bureau. Ce que vous tapez lui est envoyé. Contrôle Alt Majuscule M mène à la barre d'outils, Contrôle Alt Majuscule F au plein écran.",
    notices: "Avis",
    keyboard: "Clavier à l'écran",
    settings: "Paramètres",
    fullScreen: "Plein écran",
    leaveFullScreen: "Quitter le plein écran",
    monitor: "Ajouter un écran",
  },
  panel: {
    close: "Fermer",
    locked: "Fixé par l'exploitant du serveur.",
    loading: "Chargement…",
  },
  sections: {
    stream: "Flux",
    display: "Affichage",
    sound: "Son",
    input: "Clavier et pointeur",
    clipboard: "Presse-papiers",
    files: "Fichiers",
    sharing: "Partage",
    statistics: "Statistiques",
    page: "Langue et apparence",
  },
  stream: {
    framerate: "Images par seconde, au plus",
    crf: "Qualité en mouvement (plus petit est mieux)",
    bitrate: "Mbit par seconde, au plus",
    codec: "Codec",
    fullColour: "Couleur complète (4:4:4)",
    jpegQuality: "Qualité JPEG",
  },
  display: {
    size: "Taille du bureau",
    sizeHint:
      "Ce que la fenêtre ne peut montrer en entier est réduit. L'exploitant du serveur peut l'avoir fixée.",
    asWindow: "Comme la fenêtre",
    own: "Autre…",
    width: "Largeur en pixels",
    height: "Hauteur en pixels",
    scale: "Taille du contenu",
    scaleHint: "Les programmes ouverts devront peut-être être relancés.",
    asScreen: "Comme cet écran",
    whole: "Agrandir par nombres entiers seulement",
    wholeHint: "Chaque pixel reste net ; une marge peut rester.",
  },
  clipboard: {
    in: "De cet ordinateur vers le bureau",
    out: "Du bureau vers cet ordinateur",
    images: "Les images aussi",
  },
  monitor: "Écran",
  page: {
    language: "Langue",
    languageHint: "La page se recharge dans cette langue.",
    automatic: "Comme le navigateur",
    theme: "Apparence",
    themes: { auto: "Comme le système", light: "Claire", dark: "Sombre" },
  },
  limits: { 0: "rien", 1: "le réseau", 2: "le débit choisi", 3: "la vitesse de cette page" },
  slowLane: "{encoder}, pour lignes lentes",
  figures: {
    link: "Connexion",
    fps: "Images par seconde",
    kilobytesPerSecond: "ko par seconde",
    size: "Taille",
    codec: "Codec",
    decoder: "Décodeur",
    sink: "Dessiné par",
    latency: "Du changement à l'écran, ms",
    capture: "Capture d'image, ms",
    encode: "Encodage, ms",
    wire: "Ligne, ms",
    decode: "Décodage, ms",
    display: "Affichage, ms",
    roundTrip: "Aller-retour, ms",
    queue: "File d'attente du réseau, ms",
    capacity: "Réseau, Mbit par seconde",
    target: "Images visées",
    limit: "Freiné par",
    encoder: "Encodeur",
    viewers: "Spectateurs",
    dropped: "Images abandonnées",
    skipped: "Images non envoyées",
    decoderErrors: "Erreurs du décodeur",
  },
} satisfies Words;
