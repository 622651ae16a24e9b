package dev.berth.catalog.settings;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.DocumentNode.Notes;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.document.Schema;
import dev.berth.catalog.document.SchemaValidator;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.catalog.system.DefinedNames;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.FeatureSettings;
import dev.berth.core.system.JobSettings;
import dev.berth.core.system.RedisStoreConfig;
import dev.berth.core.system.StateStoreConfig;
import dev.berth.core.system.SystemDescription;
import dev.berth.core.system.ValidationError;
import dev.berth.core.system.VersionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reader of `berth.yaml`, which may be absent; checks it against the names that the parts of the
/// system define. Thread-safe.
public final class SystemReader {
    public static final String FILE_NAME = "berth.yaml";

    /// A common misspelling, which is reported.
    public static final String MISSPELT = "berth.yml";

    private static final String MODELS = "models";

    private final Schema schema = Schema.shipped("berth");

    public record Reading(SystemDescription system, List<ValidationError> errors) {}

    /// Reads the file.
    ///
    /// @param names that it may refer to, by the folders of the parts that define them
    public Reading read(Path directory, Map<String, DefinedNames> names) {
        Path file = directory.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            Path misspelt = directory.resolve(MISSPELT);
            List<ValidationError> errors =
                    Files.exists(misspelt)
                            ? List.of(
                                    ValidationErrors.ofFile(
                                            misspelt,
                                            "the file name berth.yml",
                                            FILE_NAME,
                                            "rename it to " + FILE_NAME))
                            : List.of();
            AccessRules access =
                    errors.isEmpty() ? AccessRules.none() : AccessRules.unreadable(errors);
            return new Reading(describe(directory, Optional.empty(), Map.of(), access), errors);
        }
        Document document = DocumentReader.read(file);
        var notes = new Notes(new ValidationErrors(document), new ValidationErrors(document));
        SchemaValidator.validate(document, schema, notes.errors());
        Optional<DocumentNode> root =
                document.value().map(value -> new DocumentNode(document, notes, "", value));
        AccessRules access = ConsumersReader.read(root, notes.errors());
        GrantedNames.check(root, names);
        DefinedNames present = names.getOrDefault(MODELS, DefinedNames.NONE);
        Map<ModelName, VersionPolicy> policies = new LinkedHashMap<>();
        Map<String, DocumentNode> models =
                root.flatMap(place -> place.child(MODELS))
                        .map(DocumentNode::entries)
                        .orElse(Map.of());
        models.forEach(
                (name, place) -> {
                    Optional<ModelName> model = model(name, place, present.all());
                    Optional<VersionPolicy> policy =
                            place.child("serve")
                                    .flatMap(serve -> policy(serve, present.versions(name)));
                    if (model.isPresent() && policy.isPresent()) {
                        policies.put(model.get(), policy.get());
                    }
                });
        return new Reading(describe(directory, root, policies, access), notes.errors().sorted());
    }

    private static SystemDescription describe(
            Path directory,
            Optional<DocumentNode> root,
            Map<ModelName, VersionPolicy> policies,
            AccessRules access) {
        Path folder = directory.toAbsolutePath().normalize().getFileName();
        return new SystemDescription(
                directory,
                root.flatMap(place -> place.text("name"))
                        .orElse(folder == null ? "system" : folder.toString()),
                root.flatMap(place -> place.text("summary")).orElse(""),
                root.flatMap(place -> place.text("owner")),
                policies,
                new RemotesReader(directory).read(root.flatMap(place -> place.child("remotes"))),
                root.flatMap(place -> place.child("features"))
                        .map(SystemReader::features)
                        .orElse(FeatureSettings.DEFAULT),
                root.flatMap(SystemReader::state),
                root.flatMap(place -> place.child("jobs"))
                        .map(JobsReader::read)
                        .orElse(JobSettings.DEFAULT),
                access);
    }

    private static FeatureSettings features(DocumentNode features) {
        return new FeatureSettings(
                store(features),
                features.duration("materialize-interval"),
                features.number("log-sample-ratio").orElse(0.0));
    }

    private static Optional<RedisStoreConfig> store(DocumentNode features) {
        Optional<String> uri = features.text("store");
        Optional<String> authorities = features.text("ca-file");
        if (authorities.isPresent() && uri.filter(text -> text.startsWith("rediss:")).isEmpty()) {
            features.error(
                    "authorities without TLS",
                    "a `store` that begins with rediss:// beside it",
                    "write rediss://, or remove `ca-file`");
        }
        return uri.map(text -> new RedisStoreConfig(text, authorities));
    }

    /// Servers that share a database find each other's state by the name of the system.
    private static Optional<StateStoreConfig> state(DocumentNode root) {
        Optional<DocumentNode> state = root.child("state");
        Optional<String> uri = state.flatMap(node -> node.text("store"));
        if (uri.isPresent() && root.text("name").isEmpty()) {
            state.get()
                    .error(
                            "a `store` of a system without a name",
                            "`name` beside `state`: the same in all servers that share the store",
                            "add `name`");
        }
        return uri.map(text -> new StateStoreConfig(text, state.get().text("ca-file")));
    }

    private static Optional<ModelName> model(String name, DocumentNode place, Set<String> present) {
        if (!present.contains(name)) {
            place.error(
                    "the model '" + SanitizedText.of(name) + "'",
                    present.isEmpty()
                            ? "a folder in models/, which has none"
                            : "a folder in models/: " + String.join(", ", present),
                    NearestName.find(name, present)
                            .map(word -> "rename it to `" + word + "`")
                            .orElse("remove it, or add the model's package"));
            return Optional.empty();
        }
        try {
            return Optional.of(new ModelName(name));
        } catch (ProblemException e) {
            // The folder of this name is reported as the error that it is.
            return Optional.empty();
        }
    }

    private static Optional<VersionPolicy> policy(DocumentNode serve, Set<String> present) {
        return switch (serve.value()) {
            case String word when serve.isSound() ->
                    Optional.of(
                            word.equals("all")
                                    ? new VersionPolicy.All()
                                    : new VersionPolicy.Latest(1));
            case Map<?, ?> map ->
                    serve.child("latest")
                            .flatMap(DocumentNode::integer)
                            .map(count -> new VersionPolicy.Latest(Math.toIntExact(count)));
            case List<?> list -> Optional.of(specific(serve, present));
            default -> Optional.empty();
        };
    }

    private static VersionPolicy specific(DocumentNode serve, Set<String> present) {
        List<ModelVersion> versions = new ArrayList<>();
        for (DocumentNode item : serve.items()) {
            String version = String.valueOf(item.value());
            if (!present.contains(version)) {
                item.error(
                        "the version '" + SanitizedText.of(version) + "'",
                        present.isEmpty()
                                ? "a version of the model, which has none"
                                : "a version of the model: " + String.join(", ", present),
                        "name one that is there, or add its package");
                continue;
            }
            findVersion(version).ifPresent(versions::add);
        }
        return new VersionPolicy.Specific(versions);
    }

    /// Empty for a misnamed folder, which is reported as the error that it is.
    private static Optional<ModelVersion> findVersion(String folder) {
        try {
            return Optional.of(new ModelVersion(folder));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }
}
