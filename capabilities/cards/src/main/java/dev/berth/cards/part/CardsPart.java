package dev.berth.cards.part;

import dev.berth.catalog.document.Schema;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.system.DefinedNames;
import dev.berth.catalog.system.PartFiles;
import dev.berth.catalog.system.PartFolder;
import dev.berth.catalog.system.PartReading;
import dev.berth.catalog.system.SystemPart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The documents of a system: `cards/*.yaml`.
public final class CardsPart implements SystemPart<Cards> {
    @Override
    public String folder() {
        return Cards.FOLDER;
    }

    @Override
    public Class<Cards> type() {
        return Cards.class;
    }

    @Override
    public Schema schema() {
        return Schema.ofResource(CardsPart.class, "/dev/berth/schema/card.schema.json");
    }

    @Override
    public Set<Class<?>> needs() {
        return Set.of(Models.class, EndpointEntries.class);
    }

    @Override
    public PartReading<Cards> read(PartFolder folder) {
        PartFiles files = folder.files();
        var reader =
                new CardReader(
                        new SubjectReader(
                                folder.part(Models.class), folder.part(EndpointEntries.class)));
        List<CardDescription> cards =
                files.roots().stream().flatMap(root -> reader.read(root).stream()).toList();
        return files.reading(new Cards(cards));
    }

    @Override
    public DefinedNames names(Cards cards) {
        Map<String, Set<String>> versions = new HashMap<>();
        cards.names().forEach(name -> versions.put(name, Set.of()));
        return DefinedNames.of(versions);
    }
}
