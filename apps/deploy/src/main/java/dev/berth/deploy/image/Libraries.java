package dev.berth.deploy.image;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The jars that an image can leave out, by the beginning of their names. A jar that is not listed
/// stays.
final class Libraries {
    /// What only commands use, which an image does not run: diagrams, images, tests of schemas.
    private static final List<String> OF_COMMANDS =
            List.of(
                    "berth-deploy-",
                    "jib-",
                    "google-http-client-",
                    "google-auth-library-",
                    "opencensus-",
                    "json-schema-validator-",
                    "org.eclipse.elk.",
                    "org.eclipse.emf.",
                    "org.eclipse.xtext.");

    private static final Map<String, Set<SystemNeeds>> OF_SYSTEMS =
            Map.ofEntries(
                    Map.entry("onnxruntime-", EnumSet.of(SystemNeeds.ONNX)),
                    Map.entry("tokenizers-", EnumSet.of(SystemNeeds.TOKENIZER)),
                    Map.entry("jna-", EnumSet.of(SystemNeeds.TOKENIZER)),
                    Map.entry("imageio-", EnumSet.of(SystemNeeds.IMAGES)),
                    Map.entry("duckdb_jdbc-", EnumSet.of(SystemNeeds.FEATURES)),
                    Map.entry("iceberg-", EnumSet.of(SystemNeeds.FEATURES)),
                    Map.entry("avro-", EnumSet.of(SystemNeeds.FEATURES)),
                    Map.entry("arrow-", EnumSet.of(SystemNeeds.FEATURES)),
                    Map.entry("rocksdbjni-", EnumSet.of(SystemNeeds.ROCKSDB)),
                    Map.entry("lettuce-core-", EnumSet.of(SystemNeeds.REDIS)),
                    Map.entry("reactor-core-", EnumSet.of(SystemNeeds.REDIS)));

    private Libraries() {}

    /// Whether an image needs the jar of this file name.
    static boolean isNeeded(String jar, Set<SystemNeeds> needs) {
        if (OF_COMMANDS.stream().anyMatch(jar::startsWith)) {
            return false;
        }
        return OF_SYSTEMS.entrySet().stream()
                .filter(each -> jar.startsWith(each.getKey()))
                .allMatch(each -> each.getValue().stream().anyMatch(needs::contains));
    }

    /// Whether the jar is Berth's own, which changes more often than libraries.
    static boolean isOwn(String jar) {
        return jar.startsWith("berth-");
    }
}
