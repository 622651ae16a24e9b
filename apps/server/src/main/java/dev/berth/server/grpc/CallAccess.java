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
    private @Nullable RequestAuthorizer gate;
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
        caller = guarding.identify(knock());
        gate = guarding;
        charge = counted;
    }

    /// Charges the call, and reports the quota to the caller; before anything is sent.
    ///
    /// @throws ProblemException `quota-exceeded`
    void count() {
        if (gate == null || charge == QuotaChargeMode.MESSAGES) {
            return;
        }
        QuotaPermit taken = gate.allowance(caller);
        if (!taken.isBounded()) {
            return;
        }
        allowance = taken;
        try {
            switch (charge) {
                case CALL -> taken.enter(knock());
                case OPENING -> taken.open(knock());
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
        if (gate != null && charge == QuotaChargeMode.MESSAGES) {
            caller = gate.identifyHere(knock());
        }
    }

    /// What one message of a call takes whose messages count, for the message's end to leave;
    /// nothing of other calls.
    QuotaPermit ofMessage() {
        return gate != null && charge == QuotaChargeMode.MESSAGES
                ? gate.allowance(caller)
                : QuotaPermit.NONE;
    }

    /// Counts a message.
    ///
    /// @throws ProblemException `quota-exceeded`
    void count(QuotaPermit ofMessage, String model) {
        if (ofMessage.isBounded()) {
            ofMessage.enter(knock());
            ofMessage.enterModel(model, knock());
        }
    }

    /// Counts a further message of a call whose opening counts, as another opening.
    ///
    /// @throws ProblemException `quota-exceeded`
    void countAgain() {
        allowance.open(knock());
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
            taken.takeRecords(records, knock());
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
        if (gate != null) {
            gate.requireMayCall(caller, model, knock());
            if (charge == QuotaChargeMode.CALL) {
                allowance.enterModel(model, knock());
            }
        }
    }

    /// What the caller may read of features.
    FeatureAccess featureAccess() {
        return gate == null ? FeatureAccess.ALL : gate.featureAccess(caller, knock());
    }

    /// @throws ProblemException `forbidden`
    void requireMayReadAll() {
        if (gate != null) {
            gate.requireMayReadAll(caller, knock());
        }
    }

    /// @throws ProblemException `forbidden`, or `quota-exceeded` for this model
    void requireMayManage(String model) {
        if (gate != null) {
            gate.requireMayManage(caller, model, knock());
            allowance.enterModel(model, knock());
        }
    }

    /// The call is no longer in flight.
    void leave() {
        allowance.leave();
    }

    private AccessRequest knock() {
        return new AccessRequest("gRPC", method, stream.headers()::get, stream.connection(), null);
    }
}
