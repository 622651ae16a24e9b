package dev.berth.cards.exchange;

import dev.berth.cards.part.HubMetadata;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reader of model cards in the JSON form of Google's Model Card Toolkit, versions 0.0.1 and 0.0.2.
/// What is missing or of another type is passed over.
public final class ToolkitCardReader {
    private ToolkitCardReader() {}

    /// Reads a card.
    ///
    /// @param name of the file for messages
    /// @throws ProblemException `value-invalid` if it is not such a card
    public static ImportedCard read(String json, String name) {
        Object value;
        try {
            value = JsonValues.read(json);
        } catch (ProblemException e) {
            throw invalid(name + ": " + e.problem().message());
        }
        if (!(value instanceof Map<?, ?> card) || !card.containsKey("model_details")) {
            throw invalid(name + " is not a model card (expected: an object with model_details)");
        }
        Map<?, ?> details = map(card.get("model_details"));
        var texts = new ImportedCard.Texts();
        details(details, texts);
        parameters(map(card.get("model_parameters")), texts);
        considerations(map(card.get("considerations")), texts);
        String licences =
                // Version 0.0.1 had one.
                maps(
                                details.containsKey("licenses")
                                        ? details.get("licenses")
                                        : List.of(map(details.get("license"))))
                        .stream()
                        .map(each -> text(each, "identifier") + text(each, "custom_text"))
                        .filter(each -> !each.isEmpty())
                        .collect(Collectors.joining(", "));
        return new ImportedCard(
                optional(text(details, "name")),
                optional(licences),
                HubMetadata.NONE,
                texts.all(),
                results(map(card.get("quantitative_analysis"))));
    }

    private static ProblemException invalid(String message) {
        return new ProblemException(
                ProblemCode.VALUE_INVALID,
                message,
                "name a README.md of Hugging Face's hub, or a JSON file of the Model Card Toolkit");
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static void details(Map<?, ?> details, ImportedCard.Texts texts) {
        texts.add("intended-use", "primary-uses", text(details, "overview"));
        texts.add("details", "training", text(details, "documentation"));
        for (Map<?, ?> owner : maps(details.get("owners"))) {
            texts.add("details", "developers", text(owner, "name"));
            texts.add("details", "contact", text(owner, "contact"));
        }
        texts.add("details", "date", text(map(details.get("version")), "date"));
        for (Map<?, ?> reference : maps(details.get("references"))) {
            texts.add("details", "paper", text(reference, "reference"));
        }
        for (Map<?, ?> citation : maps(details.get("citations"))) {
            texts.add("details", "citation", text(citation, "citation"));
        }
    }

    private static void parameters(Map<?, ?> parameters, ImportedCard.Texts texts) {
        texts.add("details", "type", text(parameters, "model_architecture"));
        for (Map<?, ?> data : maps(parameters.get("data"))) {
            String name = text(data, "name");
            String section =
                    name.toLowerCase(Locale.ROOT).matches(".*(eval|test|valid).*")
                            ? "evaluation-data"
                            : "training-data";
            String words =
                    List.of(name, text(data, "description"), text(data, "link")).stream()
                            .filter(part -> !part.isEmpty())
                            .collect(Collectors.joining(": "));
            texts.add(section, "datasets", words);
        }
    }

    private static void considerations(Map<?, ?> all, ImportedCard.Texts texts) {
        descriptions(all, "users", "intended-use", "primary-users", texts);
        descriptions(all, "use_cases", "intended-use", "primary-uses", texts);
        descriptions(all, "limitations", "caveats-and-recommendations", "caveats", texts);
        descriptions(all, "tradeoffs", "factors", "relevant", texts);
        for (Map<?, ?> risk : maps(all.get("ethical_considerations"))) {
            texts.add("ethical-considerations", "risks", text(risk, "name"));
            texts.add("ethical-considerations", "mitigations", text(risk, "mitigation_strategy"));
        }
    }

    /// Version 0.0.1 had texts in place of objects.
    private static void descriptions(
            Map<?, ?> all, String key, String section, String item, ImportedCard.Texts texts) {
        if (all.get(key) instanceof List<?> list) {
            for (Object each : list) {
                texts.add(
                        section,
                        item,
                        each instanceof String words ? words : text(map(each), "description"));
            }
        }
    }

    private static List<String> results(Map<?, ?> analysis) {
        List<String> lines = new ArrayList<>();
        for (Map<?, ?> metric : maps(analysis.get("performance_metrics"))) {
            String slice = text(metric, "slice");
            lines.add(
                    text(metric, "type")
                            + (slice.isEmpty() ? "" : " of " + slice)
                            + ": "
                            + metric.get("value"));
        }
        return lines;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<Map<?, ?>> maps(@Nullable Object value) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> maps.add(map(item)));
        }
        return maps;
    }

    private static String text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }
}
