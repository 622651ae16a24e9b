package dev.berth.catalog.feature;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.publication.CanonicalText;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.Publication;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Reader of the file of a publication: first its head, then its content.
final class PublicationReader {
    private static final String HEAD = "published";
    private static final String RESTORE = "restore the file from version control";

    private final Document document;
    private final List<ValidationError> errors;
    private final Optional<Publication> head;

    private PublicationReader(Document document) {
        this.document = document;
        this.errors = new ArrayList<>(document.errors());
        this.head = errors.isEmpty() ? readHead() : Optional.empty();
    }

    static PublicationReader open(Path file) {
        return new PublicationReader(DocumentReader.read(file));
    }

    /// Its head; empty if that cannot be read, which is an error.
    Optional<Publication> head() {
        return head;
    }

    /// Grows as it is read.
    List<ValidationError> errors() {
        return errors;
    }

    boolean isStored() {
        return document.value().orElse("") instanceof Map<?, ?> map && map.containsKey("views");
    }

    private Optional<Publication> readHead() {
        Map<?, ?> whole = document.value().orElse("") instanceof Map<?, ?> map ? map : Map.of();
        Map<?, ?> written = whole.get(HEAD) instanceof Map<?, ?> map ? map : Map.of();
        Optional<String> view = word(written, "view", this::isNameOfFile);
        Optional<String> digest = word(written, "digest", hex -> hex.matches("[0-9a-f]{64}"));
        Optional<String> at = word(written, "at", PublicationReader::isInstant);
        Optional<String> berth = word(written, "berth", text -> !text.isEmpty());
        Optional<String> retired =
                written.containsKey("retired")
                        ? word(written, "retired", PublicationReader::isInstant)
                        : Optional.empty();
        if (!errors.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Publication(
                        ViewReference.parse(view.orElseThrow()),
                        new Sha256(digest.orElseThrow()),
                        Instant.parse(at.orElseThrow()),
                        berth.orElseThrow(),
                        retired.map(Instant::parse),
                        Optional.empty()));
    }

    private Optional<String> word(Map<?, ?> head, String key, Predicate<String> isRight) {
        Optional<String> word =
                head.get(key) instanceof String text && isRight.test(text)
                        ? Optional.of(text)
                        : Optional.empty();
        if (word.isEmpty()) {
            error(
                    "/" + HEAD + "/" + key,
                    "`" + key + "`: " + head.get(key),
                    "what `berth features apply` wrote");
        }
        return word;
    }

    private boolean isNameOfFile(String view) {
        return (view + ".yaml").equals(String.valueOf(document.file().getFileName()))
                && view.matches("[A-Za-z][A-Za-z0-9_]{0,63}@[1-9][0-9]{0,8}");
    }

    private static boolean isInstant(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeException none) {
            return false;
        }
    }

    private void error(String pointer, String found, String expected) {
        errors.add(
                new ValidationError(document.locate(pointer), pointer, found, expected, RESTORE));
    }

    /// The stored view with its source and entities as they were published; empty if they are not
    /// what was published, which is an error.
    Optional<Stored> readStored() {
        FeatureDefinitions read = readBody(new TreeMap<>());
        Optional<FeatureView> view = head.map(Publication::view).flatMap(read::findView);
        if (view.isEmpty()) {
            requireContent();
            return Optional.empty();
        }
        EventSource source = read.sourceOf(view.get());
        var text = CanonicalText.of(view.get(), source, read::entity);
        return isAsPublished(text)
                ? Optional.of(new Stored(view.get(), source, read, text))
                : Optional.empty();
    }

    /// A stored view as it was published.
    record Stored(
            FeatureView view,
            EventSource source,
            FeatureDefinitions definitions,
            CanonicalText text) {}

    /// The view that is computed on demand, as it was published.
    ///
    /// @param views that it may read
    Optional<OnDemandView> readOnDemand(SortedMap<ViewReference, FeatureView> views) {
        FeatureDefinitions read = readBody(views);
        Optional<OnDemandView> view = head.map(Publication::view).flatMap(read::findOnDemand);
        if (view.isEmpty()) {
            requireContent();
        }
        return view.filter(found -> isAsPublished(CanonicalText.of(found)));
    }

    private FeatureDefinitions readBody(SortedMap<ViewReference, FeatureView> views) {
        Map<Object, Object> body = new LinkedHashMap<>();
        if (document.value().orElse("") instanceof Map<?, ?> map) {
            body.putAll(map);
        }
        body.remove(HEAD);
        Features reading =
                FeaturesReader.read(
                        new Document(
                                document.file(), Optional.of(body), document.lines(), List.of()),
                        views);
        errors.addAll(reading.errors());
        return reading.definitions();
    }

    /// Its absence may have been reported already.
    private void requireContent() {
        if (errors.isEmpty()) {
            error("", "another view than " + document.file().getFileName(), "the one published");
        }
    }

    private boolean isAsPublished(CanonicalText text) {
        Sha256 published = head.orElseThrow().digest();
        if (!errors.isEmpty() || text.digest().equals(published)) {
            return errors.isEmpty();
        }
        error(
                "/" + HEAD + "/digest",
                "a view with the digest " + text.digest(),
                published + ", that of what was published");
        return false;
    }
}
