package dev.berth.cli.features;

import dev.berth.cli.console.Table;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureService;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Text output of feature services.
record ShownServices(FeatureDefinitions definitions) {

    /// Prints a line for each service.
    void print(PrintStream out) {
        if (definitions.services().isEmpty()) {
            return;
        }
        out.println();
        var table = new Table("SERVICE", "FEATURES", "OWNER");
        for (FeatureService service : definitions.services().values()) {
            table.row(
                    service.reference().toString(),
                    Integer.toString(service.features().size()),
                    service.owner().orElse(""));
        }
        table.print(out);
    }

    List<Map<String, @Nullable Object>> plain() {
        return definitions.services().values().stream().map(ShownServices::plain).toList();
    }

    static Map<String, @Nullable Object> plain(FeatureService service) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("service", service.reference().toString());
        plain.put("kind", "service");
        plain.put("summary", service.summary());
        plain.put("owner", service.owner().orElse(null));
        List<Object> features = new ArrayList<>();
        for (FeatureService.Entry entry : service.features()) {
            Map<String, @Nullable Object> feature = new LinkedHashMap<>();
            feature.put("feature", entry.selection().feature().toString());
            feature.put("keys", entry.selection().fields());
            feature.put("as", entry.alias().orElse(null));
            features.add(feature);
        }
        plain.put("features", features);
        return plain;
    }

    /// Prints all details of a service.
    static void print(FeatureService service, PrintStream out) {
        out.println("service    " + service.reference());
        out.println("summary    " + service.summary());
        service.owner().ifPresent(owner -> out.println("owner      " + owner));
        if (!service.tags().isEmpty()) {
            out.println("tags       " + String.join(", ", service.tags()));
        }
        var table = new Table("FEATURE", "KEYS", "AS");
        for (FeatureService.Entry entry : service.features()) {
            String keys =
                    entry.selection().fields().entrySet().stream()
                            .map(key -> key.getKey() + "=" + key.getValue())
                            .collect(Collectors.joining(", "));
            table.row(entry.selection().feature().toString(), keys, entry.alias().orElse(""));
        }
        table.print(out);
    }
}
