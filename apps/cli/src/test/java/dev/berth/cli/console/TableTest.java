package dev.berth.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columns_ofTextAndNumbers_lineUp() {
        var table = new Table("NAME", "COUNT");
        table.row("a", "5");
        table.row("longer", "1234567");
        table.note("a note that is much longer than any column");

        assertThat(print(table))
                .isEqualTo(
                        """
                        NAME    COUNT
                        a             5
                        longer  1234567
                          a note that is much longer than any column
                        """);
    }

    private static String print(Table table) {
        var bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
