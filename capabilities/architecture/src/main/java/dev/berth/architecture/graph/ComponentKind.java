package dev.berth.architecture.graph;

import java.util.Locale;

/// Kind of a component, in the order in which values flow.
public enum ComponentKind {
    SOURCE("where events come from"),
    JOB("work that runs at times: training, batch scoring, imports"),
    STORE("keeps data: a database, a file, the online store"),
    VIEW("features of entities"),
    MODEL("a model"),
    ENCODER("steps from raw values to tensors, without a model"),
    ENDPOINT("a stable name that is called"),
    GUARD("a rule around a model: no model itself"),
    SERVICE("a program that is called"),
    QUEUE("passes messages on"),
    INTERFACE("what people see and use"),
    CONSUMER("who calls: a team or a program");

    private final String meaning;

    ComponentKind(String meaning) {
        this.meaning = meaning;
    }

    /// In a few words, for a legend.
    public String meaning() {
        return meaning;
    }

    /// In one word, as in descriptions, rules and ids.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
