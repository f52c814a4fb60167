package dev.llmemulator.load.target;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant who misspelt a name. */
public final class Spelling {
    private static final int SHORT_NAME = 4;

    private Spelling() {}

    /** The known name that is nearest to a given one, if any is near. */
    public static Optional<String> nearest(Collection<String> known, String given) {
        return known.stream()
                .filter(name -> distance(plain(name), plain(given)) <= allowed(name))
                .min(Comparator.comparingInt(name -> distance(plain(name), plain(given))));
    }

    private static int allowed(String name) {
        return name.length() <= SHORT_NAME ? 1 : Math.max(2, name.length() / 4);
    }

    private static String plain(String name) {
        return name.replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
    }

    /** How many letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
    public static int distance(String a, String b) {
        var cost = new int[a.length() + 1][b.length() + 1];
        for (var i = 0; i <= a.length(); i++) {
            for (var j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                var replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
