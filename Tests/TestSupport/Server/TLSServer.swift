// SPDX-License-Identifier: Apache-2.0
package import SystemPackage

/// A server with a certificate of its own making, by `openssl s_server`; it runs as long as the test process.
package enum TLSServer {
    package static var isInstalled: Bool { ForeignTool.areThere("openssl") }

    /// The URL, and the file of the authority that a client has to trust.
    package static func start() async throws -> (url: String, authority: FilePath) {
        let folder = try ServerProcess.makeFolder()
        let port = try ServerProcess.freePorts(1)[0]
        // The shell first makes the certificate, and then becomes the server.
        let script = """
            openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 2 -subj /CN=test \
            -addext subjectAltName=DNS:localhost && exec openssl s_server -accept 127.0.0.1:\(port) -key key.pem \
            -cert certificate.pem -www
            """
        try ServerProcess.start("sh", in: folder, ["-c", script])
        return ("https://localhost:\(port)", folder.appending("certificate.pem"))
    }
}
