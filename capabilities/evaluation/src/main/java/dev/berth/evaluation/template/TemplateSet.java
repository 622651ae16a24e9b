package dev.berth.evaluation.template;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Sentences with a slot, and the terms that are put into it.
///
/// @param name of the set
/// @param templates each has the slot at least once
/// @param terms no two alike
public record TemplateSet(String name, List<Template> templates, List<Term> terms) {
    /// Where the term goes.
    public static final String SLOT = "{identity}";

    /// Bounds the predictions of a set.
    static final int SENTENCES_MAX = 200_000;

    /// Sentence with a slot, such as `I am a {identity} person.`.
    ///
    /// @param positive the label of the sentence, the same for all terms; empty if it is unknown
    public record Template(String text, Optional<Boolean> positive) {
        String with(Term term) {
            return text.replace(SLOT, term.text());
        }
    }

    /// Term for an identity.
    ///
    /// @param group such as `religion`; empty if terms have none
    public record Term(String text, String group) {}

    public TemplateSet {
        templates = List.copyOf(templates);
        terms = List.copyOf(terms);
        check(name, templates, terms);
    }

    private static void check(String name, List<Template> templates, List<Term> terms) {
        List<String> faults = new ArrayList<>();
        for (Template template : templates) {
            if (!template.text().contains(SLOT)) {
                faults.add(
                        "template '%s' (expected: a text with %s)"
                                .formatted(SanitizedText.of(template.text()), SLOT));
                break;
            }
        }
        if (templates.isEmpty()) {
            faults.add("no template");
        }
        if (terms.size() < 2) {
            faults.add(terms.size() + " terms (expected: at least 2)");
        }
        Set<String> seen = new HashSet<>();
        for (Term term : terms) {
            if (!seen.add(term.text())) {
                faults.add("term '" + SanitizedText.of(term.text()) + "' is there twice");
                break;
            }
        }
        if ((long) templates.size() * terms.size() > SENTENCES_MAX) {
            faults.add(
                    "%,d sentences (expected: at most %,d)"
                            .formatted((long) templates.size() * terms.size(), SENTENCES_MAX));
        }
        if (!faults.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.EVALUATION_INVALID,
                    "templates " + name + ": " + String.join("; ", faults),
                    "correct the templates or their terms");
        }
    }
}
