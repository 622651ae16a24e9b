package dev.berth.evaluation.report;

import java.util.List;

/// Scores of sentences in which one term is swapped for others.
///
/// @param name of the set
/// @param template such as `I am a {identity} person.`; several with line breaks between
/// @param terms in the order of the file
/// @param gaps between terms
public record TemplateResult(
        String name, String template, List<Term> terms, List<MetricValue> gaps) {
    public TemplateResult {
        terms = List.copyOf(terms);
        gaps = List.copyOf(gaps);
    }

    /// Results of the sentences with one term.
    ///
    /// @param group such as `religion`; empty if terms have none
    public record Term(String term, String group, long rows, List<MetricValue> metrics) {
        public Term {
            metrics = List.copyOf(metrics);
        }
    }
}
