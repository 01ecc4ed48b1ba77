// SPDX-License-Identifier: Apache-2.0
package import Effects
package import SystemPackage

/// Why a storage did not do what was asked.
package enum StorageError: Error, Sendable, Hashable {
    case invalidKey(String)
    case tooLarge(String, limit: Int)
    /// `create` found an object, or another writer made it first.
    case alreadyExists(String)
    /// `replace` found another version than the one expected, or nothing.
    case conflict(String)
    /// A file that was to be stored is not the one that was hashed.
    case contentChanged(FilePath)
    /// A symbolic link below the root of a folder leads out of it.
    case leavesFolder(String, FilePath)
    case file(FileError)
    /// No answer, or none that could be understood, after all attempts.
    case unanswered(WebFailure)
    case refused(S3Refusal)
    /// A service's answer that is no success, and what the user can do.
    case declined(WebRefusal, hint: String?, isPassing: Bool)
    /// An answer that cannot be understood.
    case unexpected(String)
    /// A conditional write outside `exclusively`, to a store that would overwrite in any case.
    case ignoresConditions(String)
    /// Another publisher took over while this one was silent for too long.
    case lostElection(String)
    /// Other publishers were at work for longer than one waits.
    case busy(String)
    /// The task was cancelled.
    case cancelled
}

extension StorageError {
    /// Whether the same call would fail again until a person changes something.
    package var needsChange: Bool {
        switch self {
        case .invalidKey, .tooLarge, .contentChanged, .leavesFolder, .ignoresConditions: true
        case .refused(let refusal): !refusal.isTransient
        case .declined(_, _, let isPassing): !isPassing
        case .unanswered(let failure):
            switch failure.reason {
            case .badURL, .untrusted, .badRedirection, .badProxy, .tooLarge: true
            default: false
            }
        case .alreadyExists, .conflict, .file, .cancelled, .lostElection, .busy, .unexpected: false
        }
    }

    /// What the user can do.
    package var hint: String? {
        switch self {
        case .refused(let refusal): refusal.hint
        case .declined(_, let hint, _): hint
        case .unanswered(let failure): failure.reason.hint
        case .lostElection, .busy: "run the same command again"
        default: nil
        }
    }
}

extension WebFailure.Reason {
    fileprivate var hint: String? {
        switch self {
        case .unreachable: "check `AWS_ENDPOINT_URL_S3` and the network"
        case .untrusted: "put the server's authority into the file that `SSL_CERT_FILE` names"
        default: nil
        }
    }
}

extension StorageError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidKey(let key): "`\(key)` cannot be an object's key"
        case .tooLarge(let key, let limit): "`\(key)` is larger than \(limit) bytes"
        case .alreadyExists(let key): "`\(key)` exists already"
        case .conflict(let key): "`\(key)` was changed by someone else"
        case .contentChanged(let path): "`\(path)` changed while it was being published"
        case .leavesFolder(let key, let root): "`\(key)` is behind a symbolic link that leads out of `\(root)`"
        case .file(let error): error.description
        case .unanswered(let failure): failure.description
        case .refused(let refusal): refusal.answer.description
        case .declined(let refusal, _, _): refusal.description
        case .unexpected(let reason): reason
        case .ignoresConditions(let location):
            "`\(location)` overwrites objects in spite of conditions, so only one publisher at a time may write there"
        case .lostElection(let location):
            "another publisher took over `\(location)`, as this one was not heard of for too long"
        case .busy(let location): "others are publishing to `\(location)`"
        case .cancelled: "cancelled"
        }
    }
}
