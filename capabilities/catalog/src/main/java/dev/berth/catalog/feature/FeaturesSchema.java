package dev.berth.catalog.feature;

import dev.berth.catalog.document.Schema;
import dev.berth.core.feature.TableFormat;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/// The schema of `features/<name>.yaml`. The table formats on the class path are keys of a source,
/// unless a key of their name is there.
final class FeaturesSchema {
    private static final Schema WITH_FORMATS = withTableFormats(Schema.shipped("features"));

    private FeaturesSchema() {}

    static Schema get() {
        return WITH_FORMATS;
    }

    private static Schema withTableFormats(Schema schema) {
        Set<String> taken = schema.definition("source").propertyNames();
        List<String> added =
                ServiceLoader.load(TableFormat.class, TableFormat.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(format -> format.isSource() && !taken.contains(format.name()))
                        .map(TableFormat::name)
                        .toList();
        return added.isEmpty()
                ? schema
                : schema.withProperties("table-files", added, "files")
                        .withProperties("source", added, "files");
    }
}
