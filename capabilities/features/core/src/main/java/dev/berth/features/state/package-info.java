/// What a view keeps of one entity, from which its values follow: the same for online rows and for
/// training sets, which are made by letting the events of the past happen once more.
@NullMarked
package dev.berth.features.state;

import org.jspecify.annotations.NullMarked;
