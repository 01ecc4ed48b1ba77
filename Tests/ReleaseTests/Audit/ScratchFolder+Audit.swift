// SPDX-License-Identifier: Apache-2.0
import Formats
import Release
import TestSupport
import Testing

extension ScratchFolder {
    func audit(
        _ bytes: BytesInMemory, target: AuditTarget = .host, policy: AuditPolicy = AuditPolicy()
    ) throws -> BinaryAudit {
        let image = try #require(try Executable(parsing: bytes))
        let paths = try AuditPolicy.pathScan(buildFolders: [path]).search(image.dataRanges, of: bytes)
        return BinaryAudit(image: image, target: target, policy: policy, strayPaths: paths)
    }
}

extension AuditTarget {
    /// The machine that the tests run on.
    static var host: AuditTarget {
        #if arch(x86_64)
            AuditTarget(.linux, [.amd64])
        #else
            AuditTarget(.linux, [.arm64])
        #endif
    }
}
