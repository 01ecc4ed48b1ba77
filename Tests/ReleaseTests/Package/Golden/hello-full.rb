class HelloWorldAT12 < Formula
  desc "\#{system('id')} \"quoted\" greeter"
  homepage "https://example.org/hello"
  version "1.2.3"
  license "MIT"

  depends_on "openssl@3"
  depends_on "zstd"

  on_macos do
    on_arm do
      url "https://example.org/hello_macos_arm.tar.gz"
      sha256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    end

    on_intel do
      url "https://example.org/hello_macos_intel.tar.gz"
      sha256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    end
  end

  on_linux do
    on_arm do
      url "https://example.org/hello_linux_arm.tar.gz"
      sha256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    end

    on_intel do
      url "https://example.org/hello_linux_intel.tar.gz"
      sha256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    end
  end

  conflicts_with "hola", because: "both install `hello` and `hello-admin`"

  def install
    libexec.install "hello", "hello-admin", *Dir["*.{bundle,resources}"]
    bin.write_exec_script libexec/"hello"
    bin.write_exec_script libexec/"hello-admin"
    bash_completion.install "completions/hello.bash" => "hello"
    bash_completion.install "completions/admin.bash" => "hello-admin"
    zsh_completion.install "completions/zsh" => "_hello"
    fish_completion.install "completions/hello.fish" => "hello.fish"
    man1.install "man/hello.1"
    man5.install "man/hello.conf.5.gz"
    (man/"zh_CN/man1").install "man/zh_CN/hello.1"
    (etc/"hello").install "config/hello.conf"
    etc.install "config/default" => "hello.default"
  end

  def caveats
    "Edit the file:\n" \
      "  \#{etc}/hello.conf\n"
  end

  service do
    run [opt_bin/"hello", "serve", "--config", etc/"hello/hello.conf", "--data=#{var}/lib/hello", "\#{1}"]
    keep_alive true
    environment_variables("A": "\#$1", "B": "2")
    log_path var/"log/hello-world@1.2.log"
    error_log_path var/"log/hello-world@1.2.log"
  end

  test do
    system bin/"hello"
    assert true
  end
end
