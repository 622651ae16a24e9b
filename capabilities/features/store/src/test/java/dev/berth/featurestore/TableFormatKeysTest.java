package dev.berth.featurestore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.document.Schema;
import dev.berth.tables.SourceFormat;
import dev.berth.tables.TableFormat;
import dev.berth.tables.TableFormats;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The keys of sources in YAML against the table formats that can be one.
class TableFormatKeysTest {
    @Test
    void keysOfSources_areTheNamesOfTheFormats() {
        Schema schema = Schema.shipped("features");
        List<String> formats =
                TableFormats.all(SourceFormat.class).stream().map(TableFormat::name).toList();
        Set<String> keys = schema.definition("table-files").propertyNames();
        assertThat(keys).containsExactlyElementsOf(formats);
        assertThat(schema.definition("source").propertyNames()).containsAll(keys);
    }
}
