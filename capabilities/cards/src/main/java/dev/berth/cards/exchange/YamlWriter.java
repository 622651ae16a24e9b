package dev.berth.cards.exchange;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// Writer of plain values as YAML 1.2 in block style; texts of several lines are literal blocks.
final class YamlWriter {
    /// Long lines are not folded: they are links and digests.
    private static final int WIDTH = 4_096;

    private YamlWriter() {}

    static String write(Object value) {
        return new Dump(
                        DumpSettings.builder()
                                .setDefaultFlowStyle(FlowStyle.BLOCK)
                                .setWidth(WIDTH)
                                .setSplitLines(false)
                                .build())
                .dumpToString(value);
    }
}
