/// Text as documents may show it. Read [dev.berth.cards.text.DisplayText].
@NullMarked
package dev.berth.cards.text;

import org.jspecify.annotations.NullMarked;
