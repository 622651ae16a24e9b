package dev.berth.server.auth;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.ViewReference;
import java.util.function.Consumer;

/// Permissions of one request's caller for features. Forbidden names and unknown names are rejected
/// in the same words, so that no caller learns which names exist.
///
/// Thread-safe.
public final class FeatureAccess {
    /// Access to all features.
    public static final FeatureAccess ALL = new FeatureAccess(Caller.ANYBODY, refusal -> {});

    private final Caller caller;
    private final Consumer<AccessDenialReason> denials;

    /// @param denials takes why something is refused; from any thread
    FeatureAccess(Caller caller, Consumer<AccessDenialReason> denials) {
        this.caller = caller;
        this.denials = denials;
    }

    /// Whether everything is permitted.
    public boolean isToAll() {
        return caller.mayDoAll();
    }

    /// Whether the caller may read what this model reads.
    public boolean mayCall(String model) {
        return caller.mayCall(model);
    }

    /// Whether the caller may read features of this view by their own names.
    public boolean mayRead(ViewReference view) {
        return caller.mayRead(view);
    }

    /// Whether the caller may read by this service's name.
    public boolean mayRead(ServiceReference service) {
        return caller.mayRead(service);
    }

    /// Whether a name of nothing, of the form `name` or `name@version`, is among those that the
    /// caller may read, so that the response may say that there is no such thing.
    public boolean isNamed(String name) {
        return caller.isGranted(name);
    }

    /// Denies lists of features to callers with permissions for models only.
    ///
    /// @throws ProblemException `forbidden`
    public void requireMayList() {
        if (!caller.mayList()) {
            throw denied("the list of features is not for this caller");
        }
    }

    /// The refusal of features by their own names.
    ///
    /// @param view as the caller calls it
    public ProblemException deniedView(String view) {
        return denied("features of view '" + SanitizedText.of(view) + "' are not for this caller");
    }

    /// The refusal of features by a name that stands for them.
    ///
    /// @param service or model, as the caller calls it
    public ProblemException deniedService(String service) {
        return denied("features by '" + SanitizedText.of(service) + "' are not for this caller");
    }

    private ProblemException denied(String message) {
        denials.accept(AccessDenialReason.FEATURES_NOT_ALLOWED);
        return new ProblemException(
                ProblemCode.FORBIDDEN,
                message,
                "ask for the features that a model reads which is for this caller, by the model's"
                        + " name as the service; or ask the operator of the server to add them to the"
                        + " consumer's `features`");
    }
}
