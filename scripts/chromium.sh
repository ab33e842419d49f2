#!/bin/sh
# The browser tests need Chromium and a Korean font: installs them where we may, else says what to install.
for browser in chromium chromium-browser google-chrome; do
    command -v "$browser" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "브라우저 테스트에 쓸 Chromium을 설치해요…"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-nanum >/dev/null && exit 0
fi
echo "브라우저 테스트에는 Chromium이 필요해요. 데비안·우분투에서는: sudo apt install chromium fonts-nanum" >&2
exit 1
