package dev.berth.cards.exchange;

import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.assembly.MetricNames;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.evidence.EvaluationFile;
import dev.berth.cards.part.AuthorEntry;
import dev.berth.core.signature.Field;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.SliceResult;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Writer of model cards in the JSON form of Google's Model Card Toolkit, version 0.0.2.
///
/// Source: `model_card.schema.json` of `schema/v0.0.2` in the repository
/// tensorflow/model-card-toolkit at commit 74d7e6d. Pictures are left out: that form has them as
/// PNG alone.
public final class ToolkitCard {
    static final String VERSION = "0.0.2";

    private static final DocumentKind KIND = DocumentKind.MODEL_CARD;
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private final DocumentContext context;

    private ToolkitCard(DocumentContext context) {
        this.context = context;
    }

    /// The card as JSON's values.
    public static Map<String, @Nullable Object> of(DocumentContext context) {
        return new ToolkitCard(context).plain();
    }

    private Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> card = new LinkedHashMap<>();
        card.put("schema_version", VERSION);
        card.put("model_details", details());
        card.put("model_parameters", parameters());
        card.put("quantitative_analysis", Map.of("performance_metrics", metrics()));
        card.put("considerations", considerations());
        return card;
    }

    private Optional<String> text(String section, String item) {
        return context.card().find(KIND, section, item).map(AuthorEntry::markdown);
    }

    private Map<String, @Nullable Object> details() {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("name", context.title());
        details.put("overview", context.summary());
        text("details", "training").ifPresent(text -> details.put("documentation", text));
        Map<String, @Nullable Object> owner = new LinkedHashMap<>();
        text("details", "developers").or(context::owner).ifPresent(name -> owner.put("name", name));
        text("details", "contact").ifPresent(contact -> owner.put("contact", contact));
        if (!owner.isEmpty()) {
            details.put("owners", List.of(owner));
        }
        Map<String, @Nullable Object> version = new LinkedHashMap<>();
        if (!context.subject().version().isEmpty()) {
            version.put("name", context.subject().version());
        }
        text("details", "date")
                .filter(date -> DATE.matcher(date).matches())
                .ifPresent(date -> version.put("date", date));
        if (!version.isEmpty()) {
            details.put("version", version);
        }
        List<Map<String, String>> licences =
                context.packages().packages().stream()
                        .flatMap(entry -> entry.modelPackage().license().stream())
                        .distinct()
                        .map(licence -> Map.of("identifier", licence))
                        .toList();
        if (!licences.isEmpty()) {
            details.put("licenses", licences);
        }
        text("details", "paper")
                .filter(ToolkitCard::isAddress)
                .ifPresent(paper -> details.put("references", List.of(Map.of("reference", paper))));
        text("details", "citation")
                .ifPresent(
                        citation ->
                                details.put("citations", List.of(Map.of("citation", citation))));
        return details;
    }

    private static boolean isAddress(String text) {
        try {
            return new URI(text.strip()).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private Map<String, @Nullable Object> parameters() {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        text("details", "type").ifPresent(type -> parameters.put("model_architecture", type));
        List<Map<String, String>> data = new ArrayList<>();
        data("training-data", "Training data").ifPresent(data::add);
        data("evaluation-data", "Evaluation data").ifPresent(data::add);
        if (!data.isEmpty()) {
            parameters.put("data", data);
        }
        context.signature()
                .ifPresent(
                        signature -> {
                            parameters.put("input_format_map", fields(signature.inputs()));
                            parameters.put("output_format_map", fields(signature.outputs()));
                        });
        return parameters;
    }

    private Optional<Map<String, String>> data(String section, String name) {
        List<String> parts = new ArrayList<>();
        for (String item : List.of("datasets", "motivation", "preprocessing")) {
            text(section, item).ifPresent(parts::add);
        }
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> data = new LinkedHashMap<>();
        data.put("name", name);
        data.put("description", String.join("\n\n", parts));
        return Optional.of(data);
    }

    private static List<Map<String, String>> fields(List<Field> fields) {
        List<Map<String, String>> pairs = new ArrayList<>();
        for (Field field : fields) {
            Map<String, String> pair = new LinkedHashMap<>();
            pair.put("key", field.name());
            pair.put(
                    "value",
                    field.type().label()
                            + " "
                            + field.shape()
                            + field.unit().map(unit -> ", in " + unit).orElse("")
                            + (field.meaning().isEmpty() ? "" : ": " + field.meaning()));
            pairs.add(pair);
        }
        return pairs;
    }

    private List<Map<String, @Nullable Object>> metrics() {
        List<Map<String, @Nullable Object>> metrics = new ArrayList<>();
        for (EvaluationFile file : context.evaluations()) {
            EvaluationReport report = file.report();
            for (SliceResult slice : report.slices()) {
                for (MetricValue metric : slice.metrics()) {
                    if (metric.isDefined()) {
                        metrics.add(metric(slice, metric));
                    }
                }
            }
        }
        return metrics;
    }

    /// The form has values as text.
    private static Map<String, @Nullable Object> metric(SliceResult slice, MetricValue metric) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("type", MetricNames.shown(metric.name()));
        plain.put("value", Double.toString(metric.value()));
        if (!slice.name().equals(SliceResult.ALL)) {
            plain.put("slice", slice.name());
        }
        if (metric.hasInterval()) {
            Map<String, @Nullable Object> interval = new LinkedHashMap<>();
            interval.put("lower_bound", Double.toString(metric.low()));
            interval.put("upper_bound", Double.toString(metric.high()));
            plain.put("confidence_interval", interval);
        }
        return plain;
    }

    private Map<String, @Nullable Object> considerations() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        put(all, "users", text("intended-use", "primary-users"));
        put(all, "use_cases", text("intended-use", "primary-uses"));
        put(
                all,
                "limitations",
                text("intended-use", "out-of-scope"),
                text("caveats-and-recommendations", "caveats"));
        put(all, "tradeoffs", text("factors", "relevant"));
        Optional<String> risks = text("ethical-considerations", "risks");
        if (risks.isPresent()) {
            Map<String, String> risk = new LinkedHashMap<>();
            risk.put("name", risks.get());
            text("ethical-considerations", "mitigations")
                    .ifPresent(text -> risk.put("mitigation_strategy", text));
            all.put("ethical_considerations", List.of(risk));
        }
        return all;
    }

    @SafeVarargs
    private static void put(
            Map<String, @Nullable Object> all, String key, Optional<String>... texts) {
        List<Map<String, String>> descriptions = new ArrayList<>();
        for (Optional<String> text : texts) {
            text.ifPresent(words -> descriptions.add(Map.of("description", words)));
        }
        if (!descriptions.isEmpty()) {
            all.put(key, descriptions);
        }
    }
}
