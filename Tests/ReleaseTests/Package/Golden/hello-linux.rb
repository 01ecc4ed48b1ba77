class Hello < Formula
  desc "Program that greets"
  homepage "https://example.org/hello"
  version "1.2.3"
  license "MIT"

  depends_on "curl"
  depends_on :linux
  depends_on "zstd"

  on_arm do
    url "https://example.org/hello_linux_arm.tar.gz"
    sha256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  end

  on_intel do
    url "https://example.org/hello_linux_intel.tar.gz"
    sha256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  end

  def install
    bin.install "hello"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/hello --version 2>&1")
  end
end
