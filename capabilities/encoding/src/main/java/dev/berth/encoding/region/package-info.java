/// Steps from maps of probabilities to the regions of a picture.
///
/// Start reading at `RegionFinder`. Deliberately absent: regions other than rectangles, such as the
/// outlines of curved text.
@NullMarked
package dev.berth.encoding.region;

import org.jspecify.annotations.NullMarked;
