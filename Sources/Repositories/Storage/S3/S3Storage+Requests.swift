// SPDX-License-Identifier: Apache-2.0
import Effects

extension S3Storage {
    /// Sends a request, as often as it takes and the policy allows.
    ///
    /// - Throws: For every answer but a success, 412, and 404 for an object or an upload.
    func perform(_ call: S3Call) async throws(StorageError) -> S3Answer {
        var attempt = 1
        var mayRepeat = false
        var hasSetClock = false
        while true {
            let request = try signed(call)
            let outcome = await outcome(of: request)
            var pause = options.retry.pause(
                after: attempt, of: request, outcome, now: clock.now(), jitter: web.jitter())
            let failure: StorageError
            switch outcome {
            case .success(let response):
                if response.isSuccess, call.method != .post {
                    return S3Answer(request: request, response: response, mayRepeat: mayRepeat)
                }
                // CompleteMultipartUpload can say 200 and fail in its body.
                let refusal = S3Refusal(response, to: request, now: clock.now())
                let isSuccess = response.isSuccess && refusal.code == nil
                let isAnswer = [404, 412].contains(response.status) && refusal.code != "NoSuchBucket"
                if isSuccess || isAnswer {
                    return S3Answer(request: request, response: response, mayRepeat: mayRepeat)
                }
                if refusal.code == "RequestTimeTooSkewed", !hasSetClock,
                    let date = response.headers["Date"].flatMap(WebDate.init(parsing:))
                {
                    memory.clockOffset = date.seconds - clock.now()
                    hasSetClock = true
                    continue
                }
                if refusal.isTransient, pause == nil, refusal.answer.requestedPause == nil {
                    pause = options.retry.backoff(after: attempt, jitter: web.jitter())
                }
                mayRepeat = mayRepeat || response.status >= 500 || response.isSuccess
                failure = .refused(refusal)
            case .failure(.failed(let reason)):
                failure = Self.error(reason)
                if case .unreachable = reason.reason {} else { mayRepeat = true }
            case .failure:
                throw .cancelled
            }
            guard let pause else { throw failure }
            do throws(WebError) { try await web.pause(pause) } catch { throw .cancelled }
            attempt += 1
        }
    }

    private func outcome(of request: WebRequest) async -> Result<WebResponse, WebError> {
        do throws(WebError) { return .success(try await web.send(request)) } catch { return .failure(error) }
    }

    private static func error(_ failure: WebFailure) -> StorageError {
        guard case .file(let error) = failure.reason else { return .unanswered(failure) }
        if error.reason == .changedWhileRead { return .contentChanged(error.path) }
        return .file(error)
    }

    private func signed(_ call: S3Call) throws(StorageError) -> WebRequest {
        let path = endpoint.path(call.key)
        let query = S3Coding.query(call.query)
        let signature = S3Signature(
            credentials: credentials, region: endpoint.region, time: clock.now() + memory.clockOffset)
        let added = signature.fields(
            method: call.method, path: path, query: query, fields: call.fields.merging(["Host": endpoint.host]) { $1 },
            bodyDigest: call.bodyDigest)
        var request = WebRequest(
            call.method, endpoint.url(path, query: query), body: call.body, destination: call.destination,
            retry: .never,
            isIdempotent: true)
        for (name, value) in call.fields.merging(added, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            if name == "x-amz-security-token" {
                request.headers.set(name, secret: Secret(value))
            } else {
                request.headers[name] = value
            }
        }
        // A publisher that was elected must not write after its time, so no write of it may last longer.
        if let lease = ElectionLease.current, lease.store == store, call.method != .get, call.method != .head {
            request.deadline = min(request.deadline, try lease.remaining(for: location))
        }
        return request
    }
}
