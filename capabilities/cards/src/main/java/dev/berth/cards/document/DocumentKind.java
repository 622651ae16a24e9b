package dev.berth.cards.document;

import java.util.List;

/// Kind of a document about models, endpoints or a system.
public enum DocumentKind {
    /// Model card. Source: Mitchell and others, *Model Cards for Model Reporting*, 2019.
    MODEL_CARD("model-card", "Model card", "card"),
    /// FactSheet. Source: Arnold and others, *FactSheets: Increasing Trust in AI Services through
    /// Supplier's Declarations of Conformity*, 2019.
    FACTSHEET("factsheet", "FactSheet", "factsheet"),
    /// Interface document: what callers may rely on.
    INTERFACE("interface", "Interface", "interface"),
    /// Comparison of models and endpoints on the same rows.
    COMPARISON("comparison", "Comparison", "compare");

    private final String id;
    private final String title;
    private final String command;

    DocumentKind(String id, String title, String command) {
        this.id = id;
        this.title = title;
        this.command = command;
    }

    /// The kinds of which a subject has one each, with sections that authors fill.
    public static List<DocumentKind> ofSubjects() {
        return List.of(MODEL_CARD, FACTSHEET, INTERFACE);
    }

    /// The name in files and addresses.
    public String id() {
        return id;
    }

    /// The name in headings.
    public String title() {
        return title;
    }

    /// The subcommand of `berth` that writes it.
    public String command() {
        return command;
    }
}
