package dev.berth.catalog.endpoint;

import dev.berth.catalog.access.DeniedAccess;
import dev.berth.catalog.artifact.Digests;
import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.DocumentNode.Notes;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.document.Schema;
import dev.berth.catalog.document.SchemaValidator;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.model.SignatureReader;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.FallbackRule;
import dev.berth.core.endpoint.InferenceGraph;
import dev.berth.core.endpoint.PrecomputedPolicy;
import dev.berth.core.endpoint.RecordLimits;
import dev.berth.core.endpoint.ResponseCachePolicy;
import dev.berth.core.endpoint.ServiceLevel;
import dev.berth.core.endpoint.TrafficPolicy;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reader of the description of one endpoint. Thread-safe.
///
/// It checks what is independent of the models; the rest is checked when the endpoint is compiled.
final class EndpointReader {
    private static final String FILE_ENDING = ".yaml";

    private final Schema schema;

    private EndpointReader(Schema schema) {
        this.schema = schema;
    }

    /// Those of a system, in the order of their names.
    ///
    /// @param folder which may be absent
    /// @param models names that are taken
    static List<EndpointEntry> readAll(Path folder, Schema schema, Set<String> models) {
        List<EndpointEntry> entries = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return entries;
        }
        var reader = new EndpointReader(schema);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!name.startsWith(".") && Files.isRegularFile(file)) {
                    reader.readNamed(name, file, models).ifPresent(entries::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            entries.add(
                    broken(
                            EndpointEntry.FOLDER,
                            folder,
                            DeniedAccess.find(folder).orElse("the folder cannot be read: " + e),
                            "a readable folder",
                            "look at its permissions"));
        }
        entries.sort(Comparator.comparing(EndpointEntry::name));
        return entries;
    }

    /// Empty for a file that is none of an endpoint.
    private Optional<EndpointEntry> readNamed(String fileName, Path file, Set<String> models) {
        if (fileName.endsWith(".yml")) {
            return Optional.of(
                    broken(
                            // Not what is before the ending: another file may have that name.
                            fileName,
                            file,
                            "the file name " + fileName,
                            "an ending of " + FILE_ENDING,
                            "rename it"));
        }
        if (!fileName.endsWith(FILE_ENDING)) {
            return Optional.empty();
        }
        String name = fileName.substring(0, fileName.length() - FILE_ENDING.length());
        EndpointName valid;
        try {
            valid = new EndpointName(name);
        } catch (ProblemException e) {
            return Optional.of(
                    broken(
                            name,
                            file,
                            "the file's name '" + SanitizedText.of(name) + "'",
                            PackageEntry.NAME_FORM,
                            "rename it"));
        }
        return Optional.of(
                models.contains(name)
                        ? broken(
                                name,
                                file,
                                "an endpoint with the name of the model '" + name + "'",
                                "a name of its own, since callers reach both by their names",
                                "rename the file, or the model's folder")
                        : read(valid, file));
    }

    private static EndpointEntry broken(
            String name, Path file, String found, String expected, String remedy) {
        return new EndpointEntry.Broken(
                name, file, List.of(ValidationErrors.ofFile(file, found, expected, remedy)));
    }

    private EndpointEntry read(EndpointName name, Path file) {
        Document document = DocumentReader.read(file);
        var notes = new Notes(new ValidationErrors(document), new ValidationErrors(document));
        SchemaValidator.validate(document, schema, notes.errors());
        Optional<EndpointDescription> read =
                document.value()
                        .map(value -> new DocumentNode(document, notes, "", value))
                        .flatMap(root -> parse(name, file, root));
        List<ValidationError> errors = notes.errors().sorted();
        return read.isEmpty() || !errors.isEmpty()
                ? new EndpointEntry.Broken(name.value(), file, errors)
                : new EndpointEntry.Valid(read.get());
    }

    private static Optional<EndpointDescription> parse(
            EndpointName name, Path file, DocumentNode root) {
        Optional<Sha256> digest = digest(file, root);
        Duration timeout =
                root.child("limits")
                        .flatMap(EndpointReader::timeout)
                        .orElse(EndpointDescription.TIMEOUT_DEFAULT);
        var graph =
                new InferenceGraph(
                        SignatureReader.readInputsOfOneRecord(root.items("inputs")),
                        GraphStepReader.read(root.child("steps")),
                        OutputReader.read(root.child("outputs")));
        var guards = GuardReader.read(root.child("guards"));
        Optional<ResponseCachePolicy> cache = root.child("cache").flatMap(EndpointReader::caching);
        boolean isDeterministic = root.truth("deterministic").orElse(true);
        if (cache.isPresent() && !isDeterministic) {
            root.child("cache")
                    .ifPresent(
                            place ->
                                    place.error(
                                            "a cache of an endpoint that is not deterministic",
                                            "one of the two",
                                            "remove `cache`, or `deterministic: false`"));
        }
        Optional<TrafficPolicy> traffic = TrafficReader.read(root.child("traffic"), graph.steps());
        Optional<PrecomputedPolicy> precomputed =
                root.child("cached").flatMap(place -> PrecomputedReader.read(place, root));
        List<FallbackRule> fallbacks =
                FallbackReader.read(root.child("fallback"), graph.steps(), cache);
        FallbackReader.requireFor(guards, fallbacks, root);
        Optional<ServiceLevel> serviceLevel = ServiceLevelReader.read(root.child("slo"));
        if (digest.isEmpty() || !root.notes().errors().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new EndpointDescription(
                        name,
                        root.text("summary").orElse(""),
                        root.text("owner"),
                        graph,
                        guards,
                        fallbacks,
                        traffic,
                        cache,
                        precomputed,
                        isDeterministic,
                        root.child("limits").flatMap(EndpointReader::recordLimits),
                        root.child("limits")
                                .flatMap(place -> place.integer("records-per-request"))
                                .orElse(EndpointDescription.RECORDS_PER_REQUEST_MAX_DEFAULT),
                        timeout,
                        serviceLevel,
                        digest.get(),
                        new SourceLocation(file, 0)));
    }

    private static Optional<RecordLimits> recordLimits(DocumentNode place) {
        Optional<Integer> concurrent = place.integer("max-concurrent-records");
        for (String key : List.of("max-queued-records", "adaptive-concurrency")) {
            if (concurrent.isEmpty() && place.isSound()) {
                place.child(key)
                        .ifPresent(
                                written ->
                                        written.error(
                                                "`" + key + "` without `max-concurrent-records`",
                                                "a bound that it belongs to",
                                                "write how many records may be in flight"));
            }
        }
        return concurrent.map(
                count ->
                        new RecordLimits(
                                count,
                                place.integer("max-queued-records").orElse(4 * count),
                                place.truth("adaptive-concurrency").orElse(false)));
    }

    private static Optional<ResponseCachePolicy> caching(DocumentNode place) {
        Optional<Long> bytes = place.bytes("max-bytes");
        Optional<Duration> timeToLive = place.duration("ttl");
        requireSome(place, "max-bytes", bytes.filter(count -> count == 0));
        requireSome(place, "ttl", timeToLive.filter(Duration::isZero));
        return place.hasUnsoundEntry() || bytes.isEmpty() || timeToLive.isEmpty()
                ? Optional.empty()
                : Optional.of(new ResponseCachePolicy(bytes.get(), timeToLive.get()));
    }

    private static void requireSome(DocumentNode place, String key, Optional<?> none) {
        if (none.isPresent()) {
            place.child(key)
                    .ifPresent(
                            written ->
                                    written.error(
                                            "nothing",
                                            "more than nothing",
                                            "remove `cache`, or give it room and time"));
        }
    }

    /// The timeout of what has one; one in which nothing can be done is an error.
    static Optional<Duration> timeout(DocumentNode place) {
        Optional<Duration> timeout = place.duration("timeout");
        timeout.filter(Duration::isZero)
                .flatMap(zero -> place.child("timeout"))
                .ifPresent(
                        written ->
                                written.error(
                                        "a timeout of nothing",
                                        "a duration above zero",
                                        "write how long it may take, such as `30s`"));
        return timeout;
    }

    private static Optional<Sha256> digest(Path file, DocumentNode root) {
        try {
            return Optional.of(Digests.ofFile(file));
        } catch (IOException e) {
            root.error(
                    "a file that cannot be read: " + e,
                    "a readable file",
                    "look at its permissions");
            return Optional.empty();
        }
    }
}
