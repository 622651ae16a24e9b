package dev.berth.cards.render;

import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DocumentBlock.Fact;
import dev.berth.cards.document.DocumentBlock.FactList;
import dev.berth.cards.document.NumberSource;
import java.util.ArrayList;
import java.util.List;

/// What all readable forms say in the same words.
final class DocumentWords {
    static final String SOURCES = "Where the numbers come from";

    private static final String UNKNOWN = "not recorded";

    private DocumentWords() {}

    static String sourceTitle(int number, NumberSource source) {
        return "Source " + number + ": " + source.id();
    }

    static FactList facts(NumberSource source) {
        List<Fact> facts = new ArrayList<>();
        if (!source.file().isEmpty()) {
            facts.add(new Fact("File", CellText.code(source.file())));
        }
        for (NumberSource.SourceFact fact : source.facts()) {
            facts.add(
                    new Fact(
                            fact.name(),
                            fact.value().isEmpty()
                                    ? CellText.of(UNKNOWN)
                                    : CellText.code(fact.value())));
        }
        return new FactList(facts);
    }
}
