package dev.berth.cards.exchange;

import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.assembly.MetricNames;
import dev.berth.cards.evidence.EvaluationFile;
import dev.berth.cards.part.HubMetadata;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.Task;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Writer of the YAML front matter of model cards on Hugging Face's hub, with `model-index`.
///
/// Source: *Model Cards*, `modelcard.md` of the repository huggingface/hub-docs: of a result `task`
/// with `type`, `dataset` with `type` and `name`, and of a metric `type` and `value` are required.
public final class HubFrontMatter {
    /// The hub's identifiers of licences that are the SPDX identifiers in lower case; the others of
    /// SPDX are `other` there, with a name.
    private static final Set<String> LICENCES =
            Set.of(
                    "afl-3.0",
                    "apache-2.0",
                    "artistic-2.0",
                    "bsl-1.0",
                    "bsd-2-clause",
                    "bsd-3-clause",
                    "bsd-3-clause-clear",
                    "cc0-1.0",
                    "cc-by-2.0",
                    "cc-by-3.0",
                    "cc-by-4.0",
                    "cc-by-sa-3.0",
                    "cc-by-sa-4.0",
                    "cc-by-nc-2.0",
                    "cc-by-nc-3.0",
                    "cc-by-nc-4.0",
                    "cc-by-nd-4.0",
                    "cc-by-nc-nd-4.0",
                    "cc-by-nc-sa-4.0",
                    "ecl-2.0",
                    "epl-1.0",
                    "epl-2.0",
                    "eupl-1.1",
                    "eupl-1.2",
                    "agpl-3.0",
                    "gpl-2.0",
                    "gpl-3.0",
                    "isc",
                    "lgpl-2.1",
                    "lgpl-3.0",
                    "mit",
                    "mpl-2.0",
                    "ms-pl",
                    "ncsa",
                    "odbl",
                    "ofl-1.1",
                    "osl-3.0",
                    "postgresql",
                    "unlicense",
                    "wtfpl",
                    "zlib");

    private HubFrontMatter() {}

    /// The lines between the two `---`; empty where nothing is known.
    public static String of(DocumentContext context) {
        Map<String, Object> front = plain(context);
        return front.isEmpty() ? "" : YamlWriter.write(front);
    }

    private static Map<String, Object> plain(DocumentContext context) {
        Map<String, Object> front = new LinkedHashMap<>();
        HubMetadata hub = context.card().hub();
        putList(front, "language", hub.languages());
        licence(context, front);
        hub.libraryName().ifPresent(name -> front.put("library_name", name));
        hub.pipelineTag().ifPresent(tag -> front.put("pipeline_tag", tag));
        putList(front, "tags", hub.tags());
        putList(front, "datasets", hub.datasets());
        putList(front, "base_model", hub.baseModels());
        List<EvaluationFile> evaluations = context.evaluations();
        if (!evaluations.isEmpty()) {
            putList(front, "metrics", List.copyOf(metricTypes(evaluations)));
            front.put(
                    "model-index",
                    List.of(
                            ordered(
                                    "name",
                                    context.subject().name(),
                                    "results",
                                    evaluations.stream()
                                            .flatMap(each -> result(each.report(), hub).stream())
                                            .toList())));
        }
        return front;
    }

    private static void putList(Map<String, Object> front, String key, List<String> values) {
        if (!values.isEmpty()) {
            front.put(key, values);
        }
    }

    private static void licence(DocumentContext context, Map<String, Object> front) {
        Set<String> licences = new TreeSet<>();
        context.packages()
                .packages()
                .forEach(entry -> entry.modelPackage().license().ifPresent(licences::add));
        if (licences.isEmpty()) {
            return;
        }
        String only = String.join(" and ", licences);
        String known = only.toLowerCase(Locale.ROOT).replaceAll("-(only|or-later)$", "");
        if (LICENCES.contains(known)) {
            front.put("license", known);
        } else {
            front.put("license", "other");
            front.put("license_name", only.toLowerCase(Locale.ROOT).replace(' ', '-'));
        }
    }

    private static Set<String> metricTypes(List<EvaluationFile> evaluations) {
        Set<String> types = new LinkedHashSet<>();
        evaluations.forEach(
                each ->
                        each.report()
                                .all()
                                .metrics()
                                .forEach(metric -> types.add(type(metric.name()))));
        return types;
    }

    /// The hub's identifier: `recall` of `recall[bad]`, `roc_auc` of `roc-auc`.
    private static String type(String metric) {
        return metric.replaceAll("\\[.*", "").replaceAll("@.*", "").replace('-', '_');
    }

    /// The metrics of all rows. Those of slices are in the card's tables: a hub compares models,
    /// and has no place for slices.
    private static Optional<Map<String, Object>> result(EvaluationReport report, HubMetadata hub) {
        List<Map<String, Object>> metrics =
                report.all().metrics().stream()
                        .filter(MetricValue::isDefined)
                        .map(metric -> metric(report, metric))
                        .toList();
        if (metrics.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put(
                "task",
                ordered(
                        "type",
                        hub.pipelineTag().orElse(taskType(report.task())),
                        "name",
                        report.task().label()));
        result.put("dataset", dataset(report));
        result.put("metrics", metrics);
        return Optional.of(result);
    }

    private static String taskType(Task task) {
        return switch (task) {
            case BINARY, MULTICLASS, MULTILABEL -> "tabular-classification";
            case REGRESSION -> "tabular-regression";
            case RANKING -> "text-ranking";
            case RETRIEVAL -> "sentence-similarity";
            case TEXT_RECOGNITION -> "image-to-text";
            case DETECTION -> "object-detection";
        };
    }

    private static Map<String, Object> dataset(EvaluationReport report) {
        String file = report.provenance().dataFile();
        Map<String, Object> dataset = new LinkedHashMap<>();
        dataset.put("type", report.name());
        dataset.put("name", file);
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("sha256", report.provenance().dataSha256());
        arguments.put("rows", report.all().rows());
        dataset.put("args", arguments);
        return dataset;
    }

    private static Map<String, Object> metric(EvaluationReport report, MetricValue metric) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("type", type(metric.name()));
        plain.put("name", MetricNames.shown(metric.name()));
        plain.put("value", metric.value());
        if (metric.hasInterval()) {
            plain.put(
                    "args",
                    ordered(
                            "low",
                            metric.low(),
                            "high",
                            metric.high(),
                            "confidence",
                            report.provenance().confidence()));
        }
        return plain;
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return map;
    }
}
