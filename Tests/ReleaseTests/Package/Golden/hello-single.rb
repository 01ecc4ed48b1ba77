class Hello < Formula
  desc "Program that greets"
  homepage "https://example.org/hello"
  url "https://example.org/hello_linux_arm.tar.gz"
  version "1.2.3"
  sha256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  license "MIT"

  depends_on arch: :arm64
  depends_on :linux

  def install
    bin.install "hello"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/hello --version 2>&1")
  end
end
