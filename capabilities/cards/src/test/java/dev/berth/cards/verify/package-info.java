@NullMarked
package dev.berth.cards.verify;

import org.jspecify.annotations.NullMarked;
