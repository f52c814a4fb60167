package dev.llmemulator.settings;

/** A setting that cannot be used; the message names the setting, its value and what would be accepted. */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public InvalidSettingException(String setting, String value, String accepted) {
        super("%s=%s is not usable: %s".formatted(setting, value, accepted));
    }

    static InvalidSettingException missing(String setting, String why) {
        return new InvalidSettingException(setting, "(not set)", why);
    }
}
