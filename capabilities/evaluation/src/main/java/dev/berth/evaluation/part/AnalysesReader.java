package dev.berth.evaluation.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.evaluation.description.AnalysesDescription;
import dev.berth.evaluation.description.AnalysesDescription.Corpus;
import dev.berth.evaluation.description.AnalysesDescription.ExplanationDescription;
import dev.berth.evaluation.description.AnalysesDescription.ExplanationDescription.Method;
import dev.berth.evaluation.description.AnalysesDescription.PerturbedInputs;
import dev.berth.evaluation.description.AnalysesDescription.Search;
import dev.berth.evaluation.description.AnalysesDescription.TemplatesDescription;
import dev.berth.evaluation.description.SearchSettings;
import dev.berth.evaluation.robustness.Perturbation;
import dev.berth.evaluation.robustness.Perturbation.CaseChange.LetterCase;
import dev.berth.evaluation.significance.Correction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reader of the analyses of an evaluation.
final class AnalysesReader {
    private AnalysesReader() {}

    /// Reads the analyses; none of a document that has an error already, whose values may be out of
    /// their ranges.
    static AnalysesDescription read(DocumentNode root) {
        if (root.isBroken()) {
            return AnalysesDescription.NONE;
        }
        return new AnalysesDescription(
                texts(root, "identities"),
                root.child("search").map(AnalysesReader::search),
                root.items("perturbations").stream()
                        .flatMap(place -> perturbation(place).stream())
                        .toList(),
                root.child("explain").map(AnalysesReader::explanation),
                root.items("templates").stream()
                        .flatMap(place -> templates(place).stream())
                        .toList(),
                root.child("corpus").flatMap(AnalysesReader::corpus),
                root.integer("sample-rows").orElse(AnalysesDescription.SAMPLE_ROWS));
    }

    private static List<String> texts(DocumentNode place, String key) {
        return place.items(key).stream().flatMap(item -> item.text().stream()).toList();
    }

    private static Search search(DocumentNode place) {
        SearchSettings usual = SearchSettings.DEFAULT;
        return new Search(
                texts(place, "columns"),
                new SearchSettings(
                        place.number("level").orElse(usual.level()),
                        place.text("correction")
                                .flatMap(Correction::findByLabel)
                                .orElse(usual.correction()),
                        place.integer("rows-min").orElse(usual.rowsMin()),
                        place.number("effect-min").orElse(usual.effectSizeMin()),
                        place.integer("slices-max").orElse(usual.slicesMax())));
    }

    private static Optional<PerturbedInputs> perturbation(DocumentNode place) {
        Optional<String> kind = place.text("kind");
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<Perturbation> perturbation =
                    switch (kind.get()) {
                        case "typos" -> Optional.of(new Perturbation.Typos(share(place, 0.05)));
                        case "case" -> Optional.of(new Perturbation.CaseChange(letterCase(place)));
                        case "noise" ->
                                Optional.of(
                                        new Perturbation.Noise(
                                                place.number("deviations").orElse(0.1)));
                        case "blur" ->
                                Optional.of(
                                        new Perturbation.Blur(place.integer("radius").orElse(2)));
                        case "missing" -> Optional.of(new Perturbation.Missing(share(place, 1)));
                        case "out-of-range" ->
                                Optional.of(
                                        new Perturbation.OutOfRange(
                                                place.number("deviations").orElse(10.0)));
                        default -> Optional.empty();
                    };
            return perturbation.map(each -> new PerturbedInputs(texts(place, "inputs"), each));
        } catch (IllegalArgumentException e) {
            place.error(String.valueOf(e.getMessage()), "a parameter in its range", "correct it");
            return Optional.empty();
        }
    }

    private static double share(DocumentNode place, double usual) {
        return place.number("share").orElse(usual);
    }

    private static LetterCase letterCase(DocumentNode place) {
        return place.text("to")
                .map(text -> LetterCase.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(LetterCase.UPPER);
    }

    private static ExplanationDescription explanation(DocumentNode place) {
        List<String> wanted = texts(place, "methods");
        List<Method> methods =
                Arrays.stream(Method.values())
                        .filter(each -> wanted.isEmpty() || wanted.contains(each.label()))
                        .toList();
        return new ExplanationDescription(methods, texts(place, "inputs"));
    }

    private static Optional<TemplatesDescription> templates(DocumentNode place) {
        Optional<String> name = place.text("name");
        Optional<String> data = place.text("data");
        Optional<String> input = place.text("input");
        Map<String, List<String>> terms = new LinkedHashMap<>();
        place.child("terms")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach(
                        (group, items) -> {
                            List<String> ofGroup = new ArrayList<>();
                            items.items().forEach(item -> item.text().ifPresent(ofGroup::add));
                            terms.put(group, ofGroup);
                        });
        if (name.isEmpty() || data.isEmpty() || input.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TemplatesDescription(name.get(), data.get(), input.get(), terms));
    }

    private static Optional<Corpus> corpus(DocumentNode place) {
        Map<String, String> inputs = new LinkedHashMap<>();
        place.child("inputs")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((name, each) -> each.text().ifPresent(text -> inputs.put(name, text)));
        Optional<String> data = place.text("data");
        Optional<String> id = place.text("id");
        return data.isPresent() && id.isPresent()
                ? Optional.of(new Corpus(data.get(), id.get(), inputs))
                : Optional.empty();
    }
}
