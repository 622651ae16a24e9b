package dev.berth.server.http1;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import io.netty.handler.codec.DecoderException;

/// The status with which a malformed HTTP/1.1 head is rejected; its connection ends with the
/// response, since where the next request would begin is not known.
public final class RequestFault extends DecoderException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Problem problem;

    /// @param message what was found and what was expected
    /// @param remedy how to mend it
    RequestFault(int status, String message, String remedy) {
        super(message);
        this.status = status;
        this.problem = Problem.of(ProblemCode.REQUEST_MALFORMED, message, remedy);
    }

    public Problem problem() {
        return problem;
    }

    /// The status of the answer.
    public int status() {
        return status;
    }

    /// A trace says nothing of this server, and any client can cause any number of them.
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
