package dev.berth.testkit.system;

/// Feature definitions in the making: the text of a file of `features/` with entities, sources and
/// views.
public final class FeatureDefinitionsBuilder {
    private final StringBuilder entities = new StringBuilder("entities:\n");
    private final StringBuilder sources = new StringBuilder("sources:\n");
    private final StringBuilder views = new StringBuilder("views:\n");

    public FeatureDefinitionsBuilder entity(String name, String type) {
        entities.append("  %s: {type: %s, meaning: the entity %s}\n".formatted(name, type, name));
        return this;
    }

    /// Adds a source.
    ///
    /// @param origin such as `csv: orders.csv`
    /// @param columns of which the first has the time, such as `at: timestamp, buyer: string`
    /// @param settings further lines
    public FeatureDefinitionsBuilder source(
            String name, String origin, String columns, String... settings) {
        sources.append("  %s:\n    %s\n".formatted(name, origin));
        sources.append("    timestamp-column: %s\n".formatted(columns.split(":", 2)[0]));
        sources.append("    columns: {%s}\n".formatted(columns));
        for (String setting : settings) {
            sources.append("    %s\n".formatted(setting));
        }
        return this;
    }

    /// Adds a view.
    ///
    /// @param reference such as `spending@1`
    /// @param entities such as `customer: buyer`
    /// @param features lines such as `count: {aggregate: count, window: 1d, meaning: how many}`
    public FeatureDefinitionsBuilder view(
            String reference, String source, String entities, String... features) {
        String[] nameAndVersion = reference.split("@", 2);
        views.append("  %s:\n    version: %s\n".formatted(nameAndVersion[0], nameAndVersion[1]));
        views.append(
                "    summary: The view %s\n    entities: {%s}\n".formatted(reference, entities));
        views.append("    source: %s\n    features:\n".formatted(source));
        for (String feature : features) {
            views.append("      %s\n".formatted(feature));
        }
        return this;
    }

    public String text() {
        return "" + entities + sources + views;
    }
}
