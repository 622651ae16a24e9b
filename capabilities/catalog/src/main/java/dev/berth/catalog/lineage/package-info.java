/// Lineage of a system: dependencies among features, models, endpoints and consumers, derived from
/// their descriptions by [dev.berth.catalog.lineage.SystemLineage].
@NullMarked
package dev.berth.catalog.lineage;

import org.jspecify.annotations.NullMarked;
