// SPDX-License-Identifier: Apache-2.0
import Effects
import Project

/// What a failure of GitHub's means to the user.
enum GitHubProblem {
    /// An error as a diagnostic: what was tried, GitHub's words, and what to do about it.
    static func diagnostic(_ message: String, _ error: any Error, repository: String, tokenName: String) -> any Error {
        guard let error = error as? WebError else {
            return error is Diagnostic || error is CancellationError
                ? error : Diagnostic(message, cause: error, exit: .workFailed)
        }
        switch error {
        case .cancelled: return CancellationError()
        case .failed: return Diagnostic(message, cause: error, exit: .workFailed)
        case .refused(let refusal):
            return Diagnostic(
                message, hint: hint(refusal, repository: repository, tokenName: tokenName), cause: error,
                exit: isPassing(refusal) ? .workFailed : .needsChange)
        }
    }

    /// Whether another attempt later may go well.
    static func isPassing(_ refusal: WebRefusal) -> Bool {
        refusal.status >= 500 || refusal.status == 429 || refusal.status == 408 || refusal.requestedPause != nil
    }

    static func hint(_ refusal: WebRefusal, repository: String, tokenName: String) -> String? {
        switch refusal.status {
        case 401: "`\(tokenName)` is no valid token: has it expired?"
        case 403 where refusal.requestedPause != nil: "GitHub's rate limit is used up: run the same command again later"
        case 403: "the token in `\(tokenName)` needs the permission to write the contents of `\(repository)`"
        case 404: "is `\(repository)` there, and may the token in `\(tokenName)` see it?"
        default: nil
        }
    }
}
