package dev.berth.cards.exchange;

import dev.berth.cards.part.HubMetadata;
import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reader of a model card of Hugging Face's hub, a `README.md`: the YAML at its top, and the
/// sections that its headings name.
public final class HubCardReader {
    private static final Pattern HEADING = Pattern.compile("^(#{1,6})\\s+(.*?)\\s*#*$");

    /// Hugging Face's own template asks for what is not known by these words.
    private static final String UNKNOWN = "[More Information Needed]";

    private static final Pattern ANCHOR = Pattern.compile("<!--.*?-->|<[^>]*>", Pattern.DOTALL);

    /// Places of texts by words of the headings of Hugging Face's template and of others. The first
    /// that fits counts.
    private static final List<Place> PLACES =
            List.of(
                    new Place(
                            "out-of-scope|limitations of use|misuse",
                            "intended-use",
                            "out-of-scope"),
                    new Place(
                            "direct use|downstream use|intended use|^uses?$|primary",
                            "intended-use",
                            "primary-uses"),
                    new Place("users?$|audience", "intended-use", "primary-users"),
                    new Place("recommendations", "caveats-and-recommendations", "recommendations"),
                    new Place("bias|risks|harm|ethic", "ethical-considerations", "risks"),
                    new Place("mitigation", "ethical-considerations", "mitigations"),
                    new Place("limitation|caveat", "caveats-and-recommendations", "caveats"),
                    new Place("training data", "training-data", "datasets"),
                    new Place("preprocessing", "training-data", "preprocessing"),
                    new Place(
                            "testing data|evaluation data|test data",
                            "evaluation-data",
                            "datasets"),
                    new Place("factors", "factors", "relevant"),
                    new Place("^metrics$|measures", "metrics", "measures"),
                    new Place(
                            "training (procedure|details|hyperparameters|regime)",
                            "details",
                            "training"),
                    new Place("architecture|model description|objective", "details", "type"),
                    new Place("citation|bibtex|^apa", "details", "citation"),
                    new Place("contact", "details", "contact"),
                    new Place("authors?|developed", "details", "developers"),
                    new Place("paper|sources|references", "details", "paper"));

    private record Place(String heading, String section, String item) {
        boolean fits(String title) {
            return Pattern.compile(heading).matcher(title.toLowerCase(Locale.ROOT)).find();
        }
    }

    private HubCardReader() {}

    /// Reads a card.
    ///
    /// @param name of the file for messages
    /// @throws ProblemException `value-invalid` if the YAML at its top cannot be read
    public static ImportedCard read(String text, String name) {
        String normalised = text.replace("\r\n", "\n");
        Optional<String> front = frontMatter(normalised);
        Map<?, ?> metadata = front.map(yaml -> metadata(yaml, name)).orElse(Map.of());
        String body =
                front.map(yaml -> normalised.substring(4 + yaml.length() + 4)).orElse(normalised);
        var texts = new ImportedCard.Texts();
        String title = sections(body, texts);
        return new ImportedCard(
                title.isEmpty() ? Optional.empty() : Optional.of(title),
                text(metadata, "license_name").or(() -> text(metadata, "license")),
                new HubMetadata(
                        texts(metadata, "language"),
                        texts(metadata, "tags"),
                        texts(metadata, "datasets"),
                        texts(metadata, "base_model"),
                        text(metadata, "pipeline_tag"),
                        text(metadata, "library_name")),
                texts.all(),
                results(metadata));
    }

    /// The lines between the first two `---`; empty if the text does not begin with one.
    private static Optional<String> frontMatter(String text) {
        if (!text.startsWith("---\n")) {
            return Optional.empty();
        }
        int end = text.indexOf("\n---", 3);
        return end < 0 ? Optional.empty() : Optional.of(text.substring(4, Math.max(4, end + 1)));
    }

    private static Map<?, ?> metadata(String yaml, String name) {
        if (yaml.isBlank()) {
            return Map.of();
        }
        Document document =
                DocumentReader.read(Path.of(name), yaml.getBytes(StandardCharsets.UTF_8));
        if (document.value().orElse("") instanceof Map<?, ?> map) {
            return map;
        }
        throw new ProblemException(
                ProblemCode.VALUE_INVALID,
                document.errors().isEmpty()
                        ? name + ": metadata that is no mapping (expected: YAML keys between ---)"
                        : document.errors().getFirst().toString(),
                "correct the metadata at the top of the file");
    }

    private static Optional<String> text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text && !text.isBlank()
                ? Optional.of(text)
                : Optional.empty();
    }

    /// One text, or a list of them.
    private static List<String> texts(Map<?, ?> map, String key) {
        return switch (map.get(key)) {
            case String text -> List.of(text);
            case List<?> list ->
                    list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
            case null, default -> List.of();
        };
    }

    /// Puts the text below each heading where it belongs, and returns the title.
    private static String sections(String body, ImportedCard.Texts texts) {
        String title = "";
        Optional<Place> place = Optional.empty();
        var text = new StringBuilder();
        boolean isCode = false;
        for (String line : body.split("\n", -1)) {
            isCode ^= line.startsWith("```") || line.startsWith("~~~");
            Matcher heading = HEADING.matcher(line);
            if (isCode || !heading.matches()) {
                text.append(line).append('\n');
                continue;
            }
            add(place, text, texts);
            String words = plain(heading.group(2));
            if (heading.group(1).length() == 1 && title.isEmpty()) {
                title = words.replaceFirst("(?i)^model card for\\s+", "");
            }
            place = PLACES.stream().filter(each -> each.fits(words)).findFirst();
        }
        add(place, text, texts);
        return title;
    }

    private static void add(Optional<Place> place, StringBuilder text, ImportedCard.Texts texts) {
        String found = ANCHOR.matcher(text.toString()).replaceAll("").replace(UNKNOWN, "").strip();
        text.setLength(0);
        place.ifPresent(each -> texts.add(each.section(), each.item(), found));
    }

    private static String plain(String heading) {
        return ANCHOR.matcher(heading).replaceAll("").replaceAll("[*_`]", "").strip();
    }

    /// `accuracy of Beans (image-classification): 0.9`, for each metric of the `model-index`.
    private static List<String> results(Map<?, ?> metadata) {
        List<String> lines = new ArrayList<>();
        for (Map<?, ?> model : maps(metadata.get("model-index"))) {
            for (Map<?, ?> result : maps(model.get("results"))) {
                String task = value(result.get("task"), "type");
                String dataset = value(result.get("dataset"), "name");
                for (Map<?, ?> metric : maps(result.get("metrics"))) {
                    lines.add(
                            text(metric, "name").or(() -> text(metric, "type")).orElse("a metric")
                                    + " of "
                                    + dataset
                                    + " ("
                                    + task
                                    + "): "
                                    + metric.get("value"));
                }
            }
        }
        return lines;
    }

    private static List<Map<?, ?>> maps(@Nullable Object value) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            }
        }
        return maps;
    }

    private static String value(@Nullable Object object, String key) {
        return object instanceof Map<?, ?> map && map.get(key) != null
                ? String.valueOf(map.get(key))
                : "?";
    }
}
