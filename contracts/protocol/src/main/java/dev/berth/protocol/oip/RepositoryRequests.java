package dev.berth.protocol.oip;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelOverride;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonScanner;
import java.util.Map;
import java.util.Optional;

/// Reads the bodies of the model repository extension; an empty body stands for an empty object.
public final class RepositoryRequests {
    private static final JsonKeys INDEX_MEMBERS = JsonKeys.of("ready");
    private static final JsonKeys CHANGE_MEMBERS = JsonKeys.of("parameters");

    private RepositoryRequests() {}

    /// Whether the index is wanted of ready models alone.
    ///
    /// @throws ProblemException `request-malformed`
    public static boolean readIndex(byte[] body) {
        var scanner = new JsonScanner(body);
        if (scanner.isAtEnd()) {
            return false;
        }
        boolean ready = false;
        scanner.beginObject();
        while (scanner.nextMember()) {
            if (scanner.key(INDEX_MEMBERS) == 0) {
                ready = !scanner.passNull() && scanner.bool();
            } else {
                scanner.skip();
            }
        }
        scanner.end();
        return ready;
    }

    /// Whether a body has members, such as settings to be changed.
    ///
    /// @throws ProblemException `request-malformed`
    public static boolean hasMembers(byte[] body) {
        var scanner = new JsonScanner(body);
        if (scanner.isAtEnd()) {
            return false;
        }
        boolean some = false;
        scanner.beginObject();
        while (scanner.nextMember()) {
            some = true;
            var _ = scanner.key();
            scanner.skip();
        }
        scanner.end();
        return some;
    }

    /// The parameters of a request to load or unload, such as `config` or `unload_dependents`.
    ///
    /// @throws ProblemException `request-malformed` or `parameter-invalid`
    public static Map<String, Object> readChange(byte[] body) {
        var scanner = new JsonScanner(body);
        if (scanner.isAtEnd()) {
            return Map.of();
        }
        Map<String, Object> parameters = Map.of();
        scanner.beginObject();
        while (scanner.nextMember()) {
            if (scanner.key(CHANGE_MEMBERS) == 0) {
                parameters = Parameters.read(scanner);
            } else {
                scanner.skip();
            }
        }
        scanner.end();
        return parameters;
    }

    /// What a request to load this model wants served in place of what its directory says; empty if
    /// nothing else.
    ///
    /// @throws ProblemException `request-malformed` or `parameter-invalid`
    public static Optional<ModelOverride> readLoad(byte[] body, ModelName model) {
        var parameters = new LoadParameters(model);
        readChange(body).forEach(parameters::addJson);
        return parameters.override();
    }
}
