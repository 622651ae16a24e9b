package dev.berth.server.grpc;

import dev.berth.core.ProblemException;
import dev.berth.server.auth.AccessRequest;
import dev.berth.server.auth.Caller;
import dev.berth.server.auth.FeatureAccess;
import dev.berth.server.auth.Headers;
import dev.berth.server.auth.QuotaPermit;
import dev.berth.server.auth.RequestAuthorizer;
import dev.berth.server.http2.RequestStream;
import org.jspecify.annotations.Nullable;

/// Caller of a gRPC call, with its permissions and its use of the quota. Lives on one event loop.
final class CallAccess {
    private final RequestStream stream;
    private final CallResponse response;
    private final String method;
    private @Nullable RequestAuthorizer authorizer;
    private Caller caller = Caller.ANYBODY;
    private QuotaChargeMode charge = QuotaChargeMode.CALL;
    private QuotaPermit allowance = QuotaPermit.NONE;

    CallAccess(RequestStream stream, CallResponse response, String method) {
        this.stream = stream;
        this.response = response;
        this.method = method;
    }

    /// Identifies the caller.
    ///
    /// @throws ProblemException `unauthenticated` or `token-issuer-unavailable`
    /// @throws dev.berth.server.auth.TokenVerificationRequired if a token has to be verified first
    void enter(RequestAuthorizer guarding, QuotaChargeMode counted) {
        caller = guarding.identify(request());
        authorizer = guarding;
        charge = counted;
    }

    /// Charges the call, and reports the quota to the caller; before anything is sent.
    ///
    /// @throws ProblemException `quota-exceeded`
    void count() {
        if (authorizer == null || charge == QuotaChargeMode.MESSAGES) {
            return;
        }
        QuotaPermit taken = authorizer.allowance(caller);
        if (!taken.isBounded()) {
            return;
        }
        allowance = taken;
        try {
            switch (charge) {
                case CALL -> taken.enter(request());
                case OPENING -> taken.open(request());
                case MESSAGES -> throw new IllegalStateException("each counts for itself");
            }
        } finally {
            response.header(Headers.RATE_LIMIT_POLICY, taken.policy());
            response.header(Headers.RATE_LIMIT, taken.limit());
        }
    }

    /// Identifies the caller again, for one message of a call whose messages are requests of their
    /// own: the call may have been opened long ago, with credentials that have expired.
    ///
    /// @throws ProblemException `unauthenticated` or `token-issuer-unavailable`
    void identifyMessage() {
        if (authorizer != null && charge == QuotaChargeMode.MESSAGES) {
            caller = authorizer.identifyHere(request());
        }
    }

    /// What one message of a call takes whose messages count, for the message's end to leave;
    /// nothing of other calls.
    QuotaPermit ofMessage() {
        return authorizer != null && charge == QuotaChargeMode.MESSAGES
                ? authorizer.allowance(caller)
                : QuotaPermit.NONE;
    }

    /// Counts a message.
    ///
    /// @throws ProblemException `quota-exceeded`
    void count(QuotaPermit ofMessage, String model) {
        if (ofMessage.isBounded()) {
            ofMessage.enter(request());
            ofMessage.enterModel(model, request());
        }
    }

    /// Counts a further message of a call whose opening counts, as another opening.
    ///
    /// @throws ProblemException `quota-exceeded`
    void countAgain() {
        allowance.open(request());
    }

    /// Charges the records of a prediction, and reports the quota to the caller unless something
    /// was sent.
    ///
    /// @param ofMessage what the message takes, of a call whose messages count
    /// @throws ProblemException `quota-exceeded` or `batch-too-large`
    void countRecords(QuotaPermit ofMessage, int records) {
        QuotaPermit taken = charge == QuotaChargeMode.MESSAGES ? ofMessage : allowance;
        if (!taken.boundsRecords()) {
            return;
        }
        try {
            taken.takeRecords(records, request());
        } finally {
            if (charge == QuotaChargeMode.CALL) {
                response.header(Headers.RATE_LIMIT, taken.limit());
            }
        }
    }

    /// The caller; anonymous if callers are not identified.
    Caller caller() {
        return caller;
    }

    /// @throws ProblemException `forbidden`, or `quota-exceeded` for this model
    void requireMayCall(String model) {
        if (authorizer != null) {
            authorizer.requireMayCall(caller, model, request());
            if (charge == QuotaChargeMode.CALL) {
                allowance.enterModel(model, request());
            }
        }
    }

    /// What the caller may read of features.
    FeatureAccess featureAccess() {
        return authorizer == null ? FeatureAccess.ALL : authorizer.featureAccess(caller, request());
    }

    /// @throws ProblemException `forbidden`
    void requireMayReadAll() {
        if (authorizer != null) {
            authorizer.requireMayReadAll(caller, request());
        }
    }

    /// @throws ProblemException `forbidden`, or `quota-exceeded` for this model
    void requireMayManage(String model) {
        if (authorizer != null) {
            authorizer.requireMayManage(caller, model, request());
            allowance.enterModel(model, request());
        }
    }

    /// The call is no longer in flight.
    void leave() {
        allowance.leave();
    }

    private AccessRequest request() {
        return new AccessRequest("gRPC", method, stream.headers()::get, stream.connection(), null);
    }
}
