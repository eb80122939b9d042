import type { Words } from "../words.ts";

/** What the page says, in Japanese. */
export default {
  link: {
    connecting: "接続しています…",
    open: "接続済み",
    lost: "接続が切れました。再試行しています…",
    signedOut: "サインアウトしました",
    mismatch: "続行できません",
  },
  slow: {
    connecting: "デスクトップに接続しています…",
    lost: "デスクトップとの接続が切れました。自動的に再試行しています。続く場合は、アプリが動いているか確認してください。",
  },
  mismatch: {
    server: "サーバーがこのページより新しくなっています。ページを再読み込みしてください。",
    page: "このページがサーバーより新しくなっています。両方が同じイメージになるようアプリを再起動し、ページを再読み込みしてください。",
  },
  restarted: "デスクトップが再起動しました。",
  signedOut: "このブラウザーはサインインしていません。",
  signIn: "サインイン",
  reload: "再読み込み",
  dismiss: "閉じる",
  notices: {
    "insecure-page":
      "このページは通常の http で開かれているため、ブラウザーの動画デコーダーが使えません。画面は JPEG で送られ、帯域を多く使います。滑らかな動画には https または localhost で開いてください。",
    "no-h264":
      "このブラウザーではページから H.264 デコーダーを使えません。画面は JPEG で送られ、帯域を多く使います。最新の Chromium、Edge、Safari、Firefox なら動画で表示されます。Linux の Firefox にはシステムの FFmpeg ライブラリ（libavcodec）が必要です。",
    "decoder-gave-up":
      "ブラウザーの動画デコーダーが何度も失敗しました。ページを再読み込みするまで、画面は JPEG で送られます。",
    "clipboard-no-read":
      "ブラウザーの設定により、このページはほかでコピーされた内容を見られません。Ctrl+V で貼り付けてください。メニューの「貼り付け」では、以前そうして貼り付けた内容だけが使えます。ブラウザーのサイト設定で変更できます。",
    "clipboard-no-write":
      "ブラウザーの設定により、このページはクリップボードを変更できません。サイト設定で許可するか、デスクトップをクリックしてもう一度コピーしてください。",
    "clipboard-no-image":
      "デスクトップで画像がコピーされました。通常の http ではテキストしか受け取れません。画像をコピーするには https または localhost でこのページを開いてください。",
    "clipboard-page-too-large":
      "コピーした内容がデスクトップのクリップボードには大きすぎます。少しずつコピーするか、ファイルとして送ってください。",
    "page-crashed":
      "このページのデスクトップと通信する部分に障害が起きました。ページを再読み込みしてください。",
    "page-part-missing":
      "このページの一部を読み込めませんでした。ネットワークを確認し、ページを再読み込みしてください。",
  },
  serverNotices: {
    version: "ページとサーバーのバージョンが異なります。ページを再読み込みしてください。",
    "no-codec":
      "このブラウザーは、サーバーが送れる画面形式をどれもデコードできません。最新の Chromium、Edge、Safari、Firefox を使ってください。",
    "no-monitor":
      "モニターの数が上限に達しています。先にほかのモニターのウィンドウを閉じ、このページを再読み込みしてください。",
    "display-gone": "デスクトップのディスプレイが動いていません。復旧すると画面は自動的に戻ります。",
    "not-allowed":
      "このデスクトップへのアクセス権では許可されていません。リンクをくれた人に確認してください。",
    "sharing-refused":
      "サーバーは実行しませんでした。リンクの名前、役割、期限を確認して、もう一度お試しください。",
    "clipboard-too-large":
      "コピーした内容が、デスクトップとページの間のクリップボードには大きすぎます。少しずつコピーするか、ファイルとして送ってください。",
    "clipboard-refused": "サーバーの設定により、この内容はデスクトップのクリップボードに入れられません。",
  },
  bar: {
    label: "ツールバー",
    handle: "ツール",
    keys: "デスクトップ。入力した内容が送られます。Control Alt Shift M でツールバー、Control Alt Shift F で全画面表示に移ります。",
    notices: "通知",
    keyboard: "画面キーボード",
    settings: "設定",
    fullScreen: "全画面表示",
    leaveFullScreen: "全画面表示を終了",
    monitor: "モニターを追加",
  },
  panel: {
    close: "閉じる",
    locked: "サーバーの管理者が設定しています。",
    loading: "読み込んでいます…",
  },
  sections: {
    stream: "ストリーム",
    display: "画面",
    sound: "サウンド",
    input: "キーボードとポインター",
    clipboard: "クリップボード",
    files: "ファイル",
    sharing: "共有",
    statistics: "統計",
    page: "言語と外観",
  },
  stream: {
    framerate: "1 秒あたりの最大フレーム数",
    crf: "動きのあるときの画質（小さいほど良い）",
    bitrate: "最大 Mbit/秒",
    codec: "コーデック",
    fullColour: "フルカラー (4:4:4)",
    jpegQuality: "JPEG の画質",
  },
  display: {
    size: "デスクトップの大きさ",
    sizeHint:
      "ウィンドウに収まらない場合は縮小して表示します。サーバーの管理者が固定している場合があります。",
    asWindow: "ウィンドウに合わせる",
    own: "その他…",
    width: "幅（ピクセル）",
    height: "高さ（ピクセル）",
    scale: "内容の大きさ",
    scaleHint: "開いているプログラムの再起動が必要な場合があります。",
    asScreen: "この画面に合わせる",
    whole: "整数倍だけで拡大する",
    wholeHint: "どのピクセルも鮮明なままです。余白ができることがあります。",
  },
  clipboard: {
    in: "このコンピューターからデスクトップへ",
    out: "デスクトップからこのコンピューターへ",
    images: "画像も含める",
  },
  monitor: "モニター",
  page: {
    language: "言語",
    languageHint: "選んだ言語でページが再読み込みされます。",
    automatic: "ブラウザーに合わせる",
    theme: "外観",
    themes: { auto: "システムに合わせる", light: "ライト", dark: "ダーク" },
  },
  limits: { 0: "なし", 1: "ネットワーク", 2: "選んだビットレート", 3: "このページの速さ" },
  slowLane: "{encoder}（低速回線用）",
  figures: {
    link: "接続",
    fps: "フレーム/秒",
    kilobytesPerSecond: "kB/秒",
    size: "サイズ",
    codec: "コーデック",
    decoder: "デコーダー",
    sink: "描画方法",
    latency: "変化から画面まで、ms",
    capture: "キャプチャ、ms",
    encode: "エンコード、ms",
    wire: "伝送、ms",
    decode: "デコード、ms",
    display: "表示、ms",
    roundTrip: "往復、ms",
    queue: "ネットワークの待ち、ms",
    capacity: "ネットワーク、Mbit/秒",
    target: "目標フレーム数",
    limit: "制限の原因",
    encoder: "エンコーダー",
    viewers: "閲覧者",
    dropped: "破棄したフレーム",
    skipped: "送られなかったフレーム",
    decoderErrors: "デコーダーのエラー",
  },
} satisfies Words;
