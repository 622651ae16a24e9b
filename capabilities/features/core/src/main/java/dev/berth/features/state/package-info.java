/// State of one entity in a view, from which its values follow: shared by online rows and training
/// sets.
///
/// `EntityStateFactory` makes an [EntityState] for a view: the latest row
/// (`LatestRowStateFactory`), or tiles of `PartialAggregate`s that features with the same aggregate
/// share (`TiledWindowStateFactory`). A join replays an entity's events and reads the state at each
/// row's time; a materialization adds the events and writes the state's bytes; a read decodes them.
/// The test class `Oracle` states ADR 0031 literally, and every engine is compared with it.
@NullMarked
package dev.berth.features.state;

import org.jspecify.annotations.NullMarked;
