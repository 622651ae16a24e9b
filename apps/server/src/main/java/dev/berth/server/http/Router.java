package dev.berth.server.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Finds what a path means: splits it at `/`, decodes each part and compares. A trailing slash
/// changes nothing.
final class Router {
    private static final String LATEST = "";
    private static final String PREDICT = ":predict";
    private static final String PUSH = ":push";
    private static final String MATERIALIZE = ":materialize";
    private static final String STATISTICS = "statistics";
    private static final String LINEAGE = "lineage";
    private static final String FEATURES = "features";

    /// What TensorFlow Serving and KServe let callers do with a model besides predicting.
    private static final List<String> OTHER_VERBS = List.of(":classify", ":regress", ":explain");

    /// Longer paths than any route.
    private static final int PARTS_MAX = 9;

    private Router() {}

    /// What a server offers besides predictions.
    enum Offer {
        PREDICTIONS,
        FEATURES_TOO
    }

    /// @param path as the request line has it, without the query
    static Route route(String path, Offer offer) {
        Route route = route(path);
        return route instanceof Route.OfFeatures && offer == Offer.PREDICTIONS ? unknown() : route;
    }

    /// What the path means where everything is offered.
    static Route route(String path) {
        List<String> parts = split(path);
        if (parts.isEmpty()) {
            return new Route.Home();
        }
        return switch (parts.getFirst()) {
            case "v2" -> v2(parts);
            case "v1" -> v1(parts);
            case "get-online-features" -> only(parts, new Route.FeastRead());
            case "openapi.json" -> only(parts, new Route.OpenApi());
            case "metrics" -> only(parts, new Route.Metrics());
            case "docs" -> docs(parts);
            default -> FeastPaths.route(parts).orElseGet(Router::unknown);
        };
    }

    private static Route only(List<String> parts, Route route) {
        return parts.size() == 1 ? route : unknown();
    }

    private static Route docs(List<String> parts) {
        if (parts.size() == 1) {
            return new Route.Asset("docs.html");
        }
        return parts.size() == 2 && Assets.NAMES.contains(parts.get(1))
                ? new Route.Asset(parts.get(1))
                : unknown();
    }

    private static Route unknown() {
        return new Route.NotFound(Route.ErrorForm.PROBLEM);
    }

    private static Route unknownV2() {
        return new Route.NotFound(Route.ErrorForm.V2);
    }

    private static Route v2(List<String> parts) {
        if (parts.size() == 1) {
            return new Route.ServerMetadata();
        }
        return switch (parts.get(1)) {
            case "models" -> parts.size() > 2 ? model(parts) : new Route.ModelNames();
            case "health" -> health(parts);
            case "repository" -> repository(parts);
            case "systemsharedmemory", "cudasharedmemory" -> sharedMemory(parts);
            case "trace" -> isSetting(parts, 2) ? new Route.TraceSettings("") : unknownV2();
            case "logging" -> parts.size() == 2 ? new Route.LogSettings() : unknownV2();
            default -> unknownV2();
        };
    }

    private static Route health(List<String> parts) {
        if (parts.size() != 3) {
            return unknownV2();
        }
        return switch (parts.get(2)) {
            case "live" -> new Route.Live();
            case "ready" -> new Route.Ready();
            default -> unknownV2();
        };
    }

    private static Route model(List<String> parts) {
        String model = parts.get(2);
        if (parts.size() == 3) {
            return model.equals("stats")
                    ? new Route.Statistics("", LATEST)
                    : new Route.ModelMetadata(model, LATEST);
        }
        if (parts.get(3).equals("versions")) {
            if (parts.size() == 5) {
                return new Route.ModelMetadata(model, parts.get(4));
            }
            return parts.size() == 6 ? action(model, parts.get(4), parts.get(5)) : unknownV2();
        }
        if (parts.get(3).equals("trace")) {
            return isSetting(parts, 4) ? new Route.TraceSettings(model) : unknownV2();
        }
        return parts.size() == 4 ? action(model, LATEST, parts.get(3)) : unknownV2();
    }

    private static boolean isSetting(List<String> parts, int at) {
        return parts.size() == at + 1 && parts.get(at).equals("setting");
    }

    private static Route action(String model, String version, String action) {
        return switch (action) {
            case "infer" -> new Route.Infer(model, version);
            case "ready" -> new Route.ModelReady(model, version);
            case "config" -> new Route.ModelConfig(model, version);
            case "stats" -> new Route.Statistics(model, version);
            case "generate", "generate_stream" -> new Route.NotOffered("text generation");
            default -> unknownV2();
        };
    }

    private static Route repository(List<String> parts) {
        if (parts.size() == 3 && parts.get(2).equals("index")) {
            return new Route.RepositoryIndex();
        }
        if (parts.size() == 5 && parts.get(2).equals("models")) {
            return switch (parts.get(4)) {
                case "load" -> new Route.Load(parts.get(3));
                case "unload" -> new Route.Unload(parts.get(3));
                default -> unknownV2();
            };
        }
        return parts.size() == 4 || parts.size() == 6
                ? new Route.NotOffered("naming a repository")
                : unknownV2();
    }

    private static Route sharedMemory(List<String> parts) {
        return switch (parts.getLast()) {
            case "status" -> new Route.SharedMemoryStatus();
            case "unregister" -> new Route.SharedMemoryUnregister();
            case "register" -> new Route.NotOffered("shared memory");
            default -> unknownV2();
        };
    }

    private static Route v1(List<String> parts) {
        if (parts.size() < 2) {
            return unknown();
        }
        if (parts.get(1).equals("endpoints")) {
            return endpoints(parts);
        }
        if (parts.get(1).startsWith(FEATURES)) {
            return features(parts);
        }
        if (!parts.get(1).equals("models")) {
            return FeastPaths.route(parts).orElseGet(Router::unknown);
        }
        return switch (parts.size()) {
            case 2 -> new Route.V1Models();
            case 3 -> v1Model(parts.get(2));
            case 5 ->
                    parts.get(3).equals("versions")
                            ? v1Version(parts.get(2), parts.get(4))
                            : unknown();
            default -> unknown();
        };
    }

    private static Route features(List<String> parts) {
        if (parts.size() == 2) {
            return switch (parts.get(1)) {
                case FEATURES -> new Route.V1Features();
                case FEATURES + ":read" -> new Route.V1ReadFeatures();
                case FEATURES + MATERIALIZE -> new Route.V1Materialize("");
                default -> unknown();
            };
        }
        if (parts.size() > 4 || !parts.get(1).equals(FEATURES)) {
            return unknown();
        }
        if (parts.size() == 4) {
            return switch (parts.get(3)) {
                case STATISTICS -> new Route.V1FeatureStatistics(parts.get(2));
                case LINEAGE -> new Route.V1FeatureLineage(parts.get(2));
                default -> unknown();
            };
        }
        String last = parts.get(2);
        if (last.endsWith(PUSH)) {
            return new Route.V1Push(last.substring(0, last.length() - PUSH.length()));
        }
        return last.endsWith(MATERIALIZE) && last.length() > MATERIALIZE.length()
                ? new Route.V1Materialize(last.substring(0, last.length() - MATERIALIZE.length()))
                : unknown();
    }

    private static Route endpoints(List<String> parts) {
        if (parts.size() == 2) {
            return new Route.V1Endpoints();
        }
        String endpoint = parts.get(2);
        if (parts.size() == 4) {
            return switch (parts.get(3)) {
                case "traffic" -> new Route.V1Traffic(endpoint);
                case "traffic:rollback" -> new Route.V1RollBack(endpoint);
                default -> unknown();
            };
        }
        if (parts.size() > 4 || hasUnknownVerb(endpoint)) {
            return unknown();
        }
        return endpoint.endsWith(PREDICT)
                ? new Route.PredictEndpoint(withoutVerb(endpoint))
                : new Route.V1Endpoint(endpoint);
    }

    private static Route v1Model(String model) {
        if (hasOtherVerb(model)) {
            return otherVerb();
        }
        if (hasUnknownVerb(model)) {
            return unknown();
        }
        return model.endsWith(PREDICT)
                ? new Route.Predict(withoutVerb(model), LATEST)
                : new Route.V1Model(model, LATEST);
    }

    private static Route otherVerb() {
        return new Route.NotOffered("a verb other than :predict", Route.ErrorForm.PROBLEM);
    }

    private static boolean hasOtherVerb(String part) {
        return OTHER_VERBS.stream().anyMatch(part::endsWith);
    }

    private static boolean hasUnknownVerb(String part) {
        return part.indexOf(':') >= 0 && !part.endsWith(PREDICT);
    }

    private static Route v1Version(String model, String version) {
        if (hasOtherVerb(version)) {
            return otherVerb();
        }
        if (hasUnknownVerb(version)) {
            return unknown();
        }
        return version.endsWith(PREDICT)
                ? new Route.Predict(model, withoutVerb(version))
                : new Route.V1Model(model, version);
    }

    private static String withoutVerb(String part) {
        return part.substring(0, part.length() - PREDICT.length());
    }

    /// The decoded parts between slashes, without a last empty one; too many for any route are not
    /// looked at.
    private static List<String> split(String path) {
        List<String> parts = new ArrayList<>(6);
        int from = 1;
        while (from < path.length() && parts.size() < PARTS_MAX) {
            int to = path.indexOf('/', from);
            if (to < 0) {
                to = path.length();
            }
            parts.add(decode(path.substring(from, to)));
            from = to + 1;
        }
        return parts;
    }

    /// Undoes percent-encoding; a `%` that does not begin an escape stands for itself.
    private static String decode(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        var bytes = new byte[part.length() * 3];
        int length = 0;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            int escaped = c == '%' && i + 2 < part.length() ? hex(part, i + 1) : -1;
            if (escaped >= 0) {
                bytes[length++] = (byte) escaped;
                i += 2;
            } else {
                byte[] encoded = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(encoded, 0, bytes, length, encoded.length);
                length += encoded.length;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static int hex(String text, int at) {
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
