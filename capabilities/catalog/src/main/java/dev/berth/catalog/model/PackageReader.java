package dev.berth.catalog.model;

import dev.berth.catalog.access.DeniedAccess;
import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.DocumentNode.Notes;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.document.Schema;
import dev.berth.catalog.document.SchemaValidator;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.core.ModelReference;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.ModelLimits;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.system.RuntimeSettings.Isolation;
import dev.berth.core.system.RuntimeSettings.Optimization;
import dev.berth.core.system.SessionSettings;
import dev.berth.core.system.StepDescription;
import dev.berth.core.system.ValidationError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reader of the folder of one version of one model. Thread-safe.
final class PackageReader {
    private static final String ENGINE_DEFAULT = "onnx";

    private final Schema schema;

    PackageReader(Schema schema) {
        this.schema = schema;
    }

    /// Result of reading: the package if there is no error.
    record Reading(
            Optional<ModelPackage> modelPackage,
            List<ValidationError> errors,
            List<ValidationError> warnings) {}

    Reading read(ModelReference reference, Path directory) {
        Path file = directory.resolve(PackageEntry.FILE_NAME);
        if (!Files.exists(file)) {
            return new Reading(Optional.empty(), List.of(missing(directory, file)), List.of());
        }
        Document document = DocumentReader.read(file);
        var notes =
                new Notes(
                        new ValidationErrors(document),
                        new ValidationErrors(withoutErrors(document)));
        SchemaValidator.validate(document, schema, notes.errors());
        Optional<ModelPackage> read =
                document.value()
                        .map(value -> new DocumentNode(document, notes, "", value))
                        .flatMap(root -> parse(reference, directory, root));
        List<ValidationError> errors = notes.errors().sorted();
        return new Reading(
                errors.isEmpty() ? read : Optional.empty(), errors, notes.warnings().sorted());
    }

    private static Document withoutErrors(Document document) {
        return new Document(document.file(), document.value(), document.lines(), List.of());
    }

    private static ValidationError missing(Path directory, Path file) {
        Optional<String> denied = DeniedAccess.find(directory);
        if (denied.isPresent()) {
            return ValidationErrors.ofFile(
                    file, denied.get(), "a folder that can be read", DeniedAccess.remedy());
        }
        Path misspelt = directory.resolve("model.yml");
        return Files.exists(misspelt)
                ? ValidationErrors.ofFile(
                        misspelt,
                        "the file name model.yml",
                        "model.yaml",
                        "rename it to model.yaml")
                : ValidationErrors.ofFile(
                        file,
                        "no such file",
                        "the description of the package",
                        "write it, let `berth init --model FILE` write it, or remove the folder");
    }

    private Optional<ModelPackage> parse(
            ModelReference reference, Path directory, DocumentNode root) {
        Map<String, Artifact> artifacts =
                root.child("artifacts")
                        .map(place -> ArtifactsReader.read(place, directory))
                        .orElse(Map.of());
        RuntimeSettings runtime =
                root.child("runtime")
                        .map(PackageReader::runtime)
                        .orElseGet(() -> RuntimeSettings.of(ENGINE_DEFAULT));
        Optional<DocumentNode> signaturePlace = root.child("signature");
        Optional<Signature> signature = signaturePlace.flatMap(SignatureReader::read);
        var batch = BatchReader.read(root.child("batch"), signaturePlace, root.child("encode"));
        PackageFeatures features = PackageFeaturesReader.read(root.child("features"), signature);
        List<StepDescription> encode = steps(root, "encode");
        List<StepDescription> decode = steps(root, "decode");
        ModelFreePackageCheck.check(root);
        ModelLimits limits =
                root.child("limits").map(PackageReader::limits).orElseGet(ModelLimits::defaults);
        Optional<SessionSettings> session = SessionReader.read(root, signature);
        if (!root.notes().errors().isEmpty() || signature.isEmpty() || batch.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ModelPackage(
                        reference,
                        directory,
                        root.text("summary").orElse(""),
                        root.text("license"),
                        root.text("owner"),
                        artifacts,
                        runtime,
                        signature.get(),
                        features,
                        encode,
                        decode,
                        batch.get(),
                        limits,
                        session,
                        root.integer("warm-up").orElse(1)));
    }

    private static RuntimeSettings runtime(DocumentNode place) {
        RuntimeSettings defaults = RuntimeSettings.of(ENGINE_DEFAULT);
        Map<String, String> options = new LinkedHashMap<>();
        place.child("options")
                .ifPresent(
                        inner ->
                                inner.entries()
                                        .forEach(
                                                (key, option) ->
                                                        options.put(
                                                                key,
                                                                String.valueOf(option.value()))));
        List<String> providers = new ArrayList<>();
        place.items("providers").forEach(item -> item.text().ifPresent(providers::add));
        return new RuntimeSettings(
                place.text("engine").orElse(ENGINE_DEFAULT),
                place.integer("executors"),
                place.integer("intra-op-threads"),
                place.integer("inter-op-threads"),
                place.truth("allow-spinning").orElse(defaults.spinning()),
                place.text("optimization")
                        .map(word -> Optimization.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(defaults.optimization()),
                providers,
                options,
                place.text("isolation")
                        .map(word -> Isolation.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(defaults.isolation()));
    }

    private static ModelLimits limits(DocumentNode place) {
        Duration timeout = place.duration("timeout").orElse(ModelLimits.TIMEOUT_DEFAULT);
        if (timeout.isZero()) {
            place.child("timeout")
                    .ifPresent(
                            inner ->
                                    inner.error(
                                            inner.described(),
                                            "a duration above zero",
                                            "write how long a request may take, such as `30s`"));
            timeout = ModelLimits.TIMEOUT_DEFAULT;
        }
        return new ModelLimits(
                place.integer("max-queue-rows").orElse(ModelLimits.QUEUE_ROWS_MAX_DEFAULT),
                timeout,
                place.bytes("max-response-bytes").orElse(ModelLimits.ANSWER_BYTES_MAX_DEFAULT));
    }

    private static List<StepDescription> steps(DocumentNode root, String key) {
        List<StepDescription> steps = new ArrayList<>();
        for (DocumentNode item : root.items(key)) {
            Optional<String> kind = item.text("step");
            if (kind.isEmpty()) {
                continue;
            }
            Map<String, Object> options = new LinkedHashMap<>();
            item.entries().forEach((option, place) -> options.put(option, place.value()));
            options.remove("step");
            steps.add(
                    new StepDescription(
                            kind.get(), options, item.document().locate(item.pointer())));
        }
        return steps;
    }
}
