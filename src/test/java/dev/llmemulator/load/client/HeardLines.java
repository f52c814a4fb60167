package dev.llmemulator.load.client;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it hears. */
final class HeardLines implements FrameListener {
    final List<String> said = new ArrayList<>();
    final List<String> ofConnection = new ArrayList<>();

    @Override
    public void onRefused(String why) {
        ofConnection.add("refused " + why);
    }

    @Override
    public void onUnsubscribed(String channel, int code, String reason) {
        ofConnection.add("unsubscribed " + channel + " " + code + " " + reason);
    }

    @Override
    public void onDisconnected(int code, String reason) {
        ofConnection.add("disconnected " + code + " " + reason);
    }

    @Override
    public void onOther(String channel, long offset) {
        said.add("other " + channel + " " + offset);
    }

    @Override
    public void onOtherAnswer(long offset) {
        said.add("other answer " + offset);
    }

    @Override
    public void onToken(String channel, int index, String text, long offset, Stamps stamps) {
        said.add("token " + channel + " " + index + " '" + text + "' " + offset + " " + stamps.dueUs() + " "
                + stamps.sentUs());
    }

    @Override
    public void onMarker(String channel, int tokens, String sha256, long offset, Stamps stamps) {
        said.add("marker " + channel + " " + tokens + " " + sha256 + " " + offset);
    }

    @Override
    public void onErrorMarker(String channel, int tokens, int unacknowledged, String detail, long offset) {
        said.add("error " + channel + " " + tokens + "+" + unacknowledged + " " + detail + " " + offset);
    }

    @Override
    public void onSubscribed(String epoch, boolean wasRecovering, boolean recovered) {
        said.add("subscribed " + epoch + " " + wasRecovering + " " + recovered);
    }

    @Override
    public void onUnreadable(String channel, String detail, long offset) {
        said.add("unreadable " + channel + " " + detail + " " + offset);
    }
}
