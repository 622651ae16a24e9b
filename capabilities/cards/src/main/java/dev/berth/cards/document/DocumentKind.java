package dev.berth.cards.document;

/// Kind of a document about a model, an endpoint or a system.
public enum DocumentKind {
    /// Model card. Source: Mitchell and others, *Model Cards for Model Reporting*, 2019.
    MODEL_CARD("model-card", "Model card", "card"),
    /// FactSheet. Source: Arnold and others, *FactSheets: Increasing Trust in AI Services through
    /// Supplier's Declarations of Conformity*, 2019.
    FACTSHEET("factsheet", "FactSheet", "factsheet"),
    /// Interface document: what callers may rely on.
    INTERFACE("interface", "Interface", "interface");

    private final String id;
    private final String title;
    private final String command;

    DocumentKind(String id, String title, String command) {
        this.id = id;
        this.title = title;
        this.command = command;
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
