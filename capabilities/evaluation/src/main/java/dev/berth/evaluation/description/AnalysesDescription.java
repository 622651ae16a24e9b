package dev.berth.evaluation.description;

import dev.berth.evaluation.robustness.Perturbation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Further analyses of an evaluation, beside its metrics.
///
/// @param identities columns that say whether a row has an identity
/// @param search for slices that are worse and columns that leak the label; empty for none
/// @param perturbations each is applied to a sample of the rows
/// @param explanation of the model; empty for none
/// @param templates sets of sentences with identity terms
/// @param corpus documents of a retrieval; empty for other tasks
/// @param sampleRows rows, or groups of rows, of the sample that is perturbed and explained
public record AnalysesDescription(
        List<String> identities,
        Optional<Search> search,
        List<PerturbedInputs> perturbations,
        Optional<ExplanationDescription> explanation,
        List<TemplatesDescription> templates,
        Optional<Corpus> corpus,
        int sampleRows) {
    /// Enough for intervals of a few percent.
    public static final int SAMPLE_ROWS = 1_000;

    /// No analysis.
    public static final AnalysesDescription NONE =
            new AnalysesDescription(
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    SAMPLE_ROWS);

    public AnalysesDescription {
        identities = List.copyOf(identities);
        perturbations = List.copyOf(perturbations);
        templates = List.copyOf(templates);
    }

    /// The same with a search for slices, and with more identities.
    ///
    /// @param moreSearch as given; empty to keep the one that is described
    public AnalysesDescription with(Optional<Search> moreSearch, List<String> moreIdentities) {
        List<String> all = new ArrayList<>(identities);
        moreIdentities.stream().filter(each -> !all.contains(each)).forEach(all::add);
        return new AnalysesDescription(
                all,
                search.or(() -> moreSearch),
                perturbations,
                explanation,
                templates,
                corpus,
                sampleRows);
    }

    /// The same with the paths of its tables taken relative to a directory.
    AnalysesDescription in(Path directory) {
        return new AnalysesDescription(
                identities,
                search,
                perturbations,
                explanation,
                templates.stream()
                        .map(
                                each ->
                                        new TemplatesDescription(
                                                each.name,
                                                directory.resolve(each.data).toString(),
                                                each.input,
                                                each.terms))
                        .toList(),
                corpus.map(
                        each ->
                                new Corpus(
                                        directory.resolve(each.data).toString(),
                                        each.id,
                                        each.inputs)),
                sampleRows);
    }

    /// The tables that are read besides the data, each once.
    public List<String> tables() {
        return Stream.concat(
                        templates.stream().map(TemplatesDescription::data),
                        corpus.stream().map(Corpus::data))
                .distinct()
                .toList();
    }

    /// Search for slices.
    ///
    /// @param columns to divide rows by; empty for all but label, weight, group and id
    public record Search(List<String> columns, SearchSettings settings) {
        public static final Search DEFAULT = new Search(List.of(), SearchSettings.DEFAULT);

        public Search {
            columns = List.copyOf(columns);
        }
    }

    /// Perturbation of some inputs.
    ///
    /// @param inputs fields of the signature
    public record PerturbedInputs(List<String> inputs, Perturbation perturbation) {
        public PerturbedInputs {
            inputs = List.copyOf(inputs);
        }
    }

    /// Explanation of a model.
    ///
    /// @param methods none twice
    /// @param inputs fields of the signature; empty for all
    public record ExplanationDescription(List<Method> methods, List<String> inputs) {
        /// Method of an explanation.
        public enum Method {
            PERMUTATION_IMPORTANCE,
            PARTIAL_DEPENDENCE,
            SHAPLEY;

            /// The method as files write it: `permutation-importance`.
            public String label() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }

        public ExplanationDescription {
            methods = List.copyOf(methods);
            inputs = List.copyOf(inputs);
        }
    }

    /// Set of sentences with identity terms.
    ///
    /// @param data table with a column `template`, and `label` if the sentences have one; its other
    ///   columns are inputs of their names
    /// @param input that takes the sentence
    /// @param terms by group
    public record TemplatesDescription(
            String name, String data, String input, Map<String, List<String>> terms) {}

    /// Documents of a retrieval, embedded by the same model.
    ///
    /// @param data table with the documents; its columns are inputs of their names
    /// @param id column with the id of a document
    /// @param inputs as those of the evaluation
    public record Corpus(String data, String id, Map<String, String> inputs) {
        public Corpus {
            inputs = Map.copyOf(inputs);
        }
    }
}
