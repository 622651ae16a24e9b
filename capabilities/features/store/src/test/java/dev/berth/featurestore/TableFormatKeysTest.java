package dev.berth.featurestore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.document.Schema;
import dev.berth.core.feature.TableFormat;
import dev.berth.tables.SourceFormat;
import dev.berth.tables.TableFormats;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The keys of sources in the schema, which holds also without table formats on the class path,
/// against the formats that come with Berth.
class TableFormatKeysTest {
    @Test
    void keysOfSources_areTheNamesOfTheFormats() {
        Schema schema = Schema.ofResource(Schema.class, "/dev/berth/schema/features.schema.json");
        List<String> formats =
                TableFormats.all(SourceFormat.class).stream().map(TableFormat::name).toList();
        Set<String> keys = schema.definition("table-files").propertyNames();
        assertThat(keys).containsExactlyElementsOf(formats);
        assertThat(schema.definition("source").propertyNames()).containsAll(keys);
    }
}
