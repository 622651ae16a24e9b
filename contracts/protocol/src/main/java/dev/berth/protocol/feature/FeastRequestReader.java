package dev.berth.protocol.feature;

import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonMembers;
import dev.berth.protocol.json.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the body of Feast's `POST /get-online-features`. Members that it does not know are passed
/// over, as Feast's servers do.
///
/// Source: Feast's Python feature server, and the Go server for `request_context`.
public final class FeastRequestReader {
    private static final JsonKeys KEYS =
            JsonKeys.of(
                    "features",
                    "feature_service",
                    "entities",
                    "full_feature_names",
                    "request_context",
                    "include_feature_view_version_metadata");

    private final JsonScanner scanner;
    private List<String> features = List.of();
    private Optional<String> service = Optional.empty();
    private Map<String, List<Object>> entities = Map.of();
    private Map<String, List<Object>> context = Map.of();
    private FeatureNaming naming = FeatureNaming.SHORT;
    private boolean includesVersions;

    private FeastRequestReader(JsonScanner scanner) {
        this.scanner = scanner;
    }

    /// The features that the body requests.
    ///
    /// @throws dev.berth.core.ProblemException `request-malformed` with the place, or
    ///   `record-invalid`
    public static FeatureRequest read(byte[] body, int offset, int length) {
        return new FeastRequestReader(new JsonScanner(body, offset, offset + length)).read();
    }

    private FeatureRequest read() {
        var members = new JsonMembers(scanner, KEYS);
        members.begin();
        for (int member; (member = members.next()) != JsonMembers.END; ) {
            if (scanner.peek() == JsonScanner.Kind.NULL) {
                scanner.nullValue();
            } else {
                readMember(member);
            }
        }
        scanner.end();
        return new FeatureRequest(
                features, service, entities, context, Optional.empty(), naming, includesVersions);
    }

    private void readMember(int member) {
        switch (member) {
            case 0 -> features = names(scanner);
            case 1 -> service = Optional.of(scanner.string()).filter(name -> !name.isEmpty());
            case 2 -> entities = new ColumnReader(scanner).read();
            case 3 -> naming = FeatureNaming.of(scanner.bool());
            case 4 -> context = new ColumnReader(scanner).read();
            default -> includesVersions = scanner.bool();
        }
    }

    static List<String> names(JsonScanner scanner) {
        List<String> names = new ArrayList<>();
        scanner.beginArray();
        while (scanner.nextElement()) {
            names.add(scanner.string());
        }
        return names;
    }
}
