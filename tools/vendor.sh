#!/bin/sh
# Fetches what pages and PDFs carry from npm, checks it, converts the fonts, writes VENDOR.md.
# Needs npm and python3; run it only to change a version. The results are committed.
set -eu
cd "$(dirname "$0")/.."
STATIC=thongquan/web/static
VENDOR=$STATIC/vendor
PAPER=thongquan/exchange/fonts
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
mkdir -p "$VENDOR" "$STATIC/fonts" "$PAPER" tests/browser/vendor

fetch() { # NAME VERSION SHA256-OF-THE-PACKAGE
  mkdir -p "$WORK/$1"
  (cd "$WORK" && npm pack --silent "$1@$2" >packed)
  echo "$3  $WORK/$(tail -1 "$WORK/packed")" | sha256sum -c --quiet
  tar xzf "$WORK/$(tail -1 "$WORK/packed")" -C "$WORK/$1" --strip-components=1
}
fetch htmx.org 4.0.1 5fba65616ca148a86d377e9771bcada7f35faee3558651feb929eea425e13b3c
fetch zxing-wasm 3.1.4 2416232a155533bdcfa098a22ec9087734b34640ffa2a7add90bc36e145f6da0
fetch axe-core 4.14.1 e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745
fetch @expo-google-fonts/be-vietnam-pro 0.4.1 574b6af45c7d7ece6f22fd5e6b26652d86681a3d34a8b0e7c488880148e8edaa
fetch @fontsource/noto-sans-sc 5.3.0 05a7abac78a6cac4bd1361e7b24c680ee820fcc2f22cf5cc92673f4cd12771c5

cp "$WORK/htmx.org/dist/htmx.min.js" "$VENDOR/htmx.min.js"
# the reader would fetch its wasm from a public network: our page names the file, nothing else may
sed 's#https://fastly.jsdelivr.net/npm/zxing-wasm@[0-9.]*/dist/${n\[1\]}/##' \
  "$WORK/zxing-wasm/dist/iife/reader/index.js" >"$VENDOR/zxing-reader.js"
cp "$WORK/zxing-wasm/dist/reader/zxing_reader.wasm" "$VENDOR/zxing_reader.wasm"
cp "$WORK/zxing-wasm/LICENSE" "$VENDOR/zxing-wasm.LICENSE.txt"
cp "$WORK/axe-core/axe.min.js" tests/browser/vendor/axe.min.js

python3 -m venv "$WORK/venv"
"$WORK/venv/bin/pip" install -q fonttools==4.60.1 brotli==1.1.0 2>/dev/null
VIET=$WORK/@expo-google-fonts/be-vietnam-pro
for pair in 400:400Regular 600:600SemiBold; do
  weight=${pair%%:*}
  face=${pair#*:}
  cp "$VIET/$face/BeVietnamPro_$face.ttf" "$PAPER/BeVietnamPro-$weight.ttf"
  "$WORK/venv/bin/python" tools/fonts.py web "$VIET/$face/BeVietnamPro_$face.ttf" \
    "tools/digits/tq-digits-$weight.woff2" "$STATIC/fonts/be-vietnam-$weight.woff2"
done
cp "$VIET/LICENSE_FONT" "$STATIC/fonts/OFL.txt"
cp "$VIET/LICENSE_FONT" "$PAPER/OFL-BeVietnamPro.txt"
"$WORK/venv/bin/python" tools/fonts.py paper \
  "$WORK/@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff2" "$PAPER/NotoSansSC-400.ttf"
cp "$WORK/@fontsource/noto-sans-sc/LICENSE" "$PAPER/OFL-NotoSansSC.txt"

row() { # FILE PACKAGE LICENCE
  echo "| \`$1\` | $2 | $3 | \`$(sha256sum "$1" | cut -d' ' -f1)\` |"
}
{
  echo "# Files made by others"
  echo
  echo "Written by \`tools/vendor.sh\`; a test compares the checksums. Fonts are cut to Latin and Vietnamese and"
  echo "get digits on one advance width; \`zxing-reader.js\` loses the public address of its wasm; all else is as published."
  echo
  echo "| file | package | licence | sha256 |"
  echo "|---|---|---|---|"
  row $VENDOR/htmx.min.js "htmx.org 4.0.1" 0BSD
  row $VENDOR/zxing-reader.js "zxing-wasm 3.1.4" "MIT (zxing-cpp Apache-2.0)"
  row $VENDOR/zxing_reader.wasm "zxing-wasm 3.1.4" "MIT (zxing-cpp Apache-2.0)"
  row $STATIC/fonts/be-vietnam-400.woff2 "@expo-google-fonts/be-vietnam-pro 0.4.1" OFL-1.1
  row $STATIC/fonts/be-vietnam-600.woff2 "@expo-google-fonts/be-vietnam-pro 0.4.1" OFL-1.1
  row $PAPER/BeVietnamPro-400.ttf "@expo-google-fonts/be-vietnam-pro 0.4.1" OFL-1.1
  row $PAPER/BeVietnamPro-600.ttf "@expo-google-fonts/be-vietnam-pro 0.4.1" OFL-1.1
  row $PAPER/NotoSansSC-400.ttf "@fontsource/noto-sans-sc 5.3.0" OFL-1.1
  row tests/browser/vendor/axe.min.js "axe-core 4.14.1 (tests only)" MPL-2.0
} >$VENDOR/VENDOR.md
