/// Forms of model cards that others publish: the metadata of Hugging Face's hub, and the JSON of
/// Google's Model Card Toolkit. Both are written and read.
///
/// Start reading at [dev.berth.cards.exchange.HubFrontMatter] and
/// [dev.berth.cards.exchange.ToolkitCard].
@NullMarked
package dev.berth.cards.exchange;

import org.jspecify.annotations.NullMarked;
