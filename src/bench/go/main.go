// Reads answers as the load test does, as cheaply as a plain client in Go can: what the load test's own cost is compared
// with. A goroutine and a connection for each user, every publication parsed as JSON, every answer checked.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

const patience = 30 * time.Second

type publication struct {
	Data struct {
		Type   string `json:"type"`
		Index  int    `json:"index"`
		Token  string `json:"token"`
		Tokens int    `json:"tokens"`
		SHA256 string `json:"sha256"`
		Due    int64  `json:"due"`
		Sent   int64  `json:"sent"`
	} `json:"data"`
	Offset uint64 `json:"offset"`
}

type message struct {
	ID    int              `json:"id"`
	Error *json.RawMessage `json:"error"`
	Push  struct {
		Channel string       `json:"channel"`
		Pub     *publication `json:"pub"`
	} `json:"push"`
}

type user struct {
	name       string
	words      int
	delay      float64
	http       *http.Client
	connection *websocket.Conn
	id         int
}

func main() {
	users := flag.Int("users", 40, "answers at once")
	words := flag.Int("words", 100, "of each answer")
	delay := flag.Float64("delay", 0.01, "seconds between tokens")
	reuse := flag.Bool("reuse", false, "keep a user's connection over its answers")
	seconds := flag.Float64("seconds", 60, "to go on for")
	flag.Parse()

	end := time.After(time.Duration(*seconds * float64(time.Second)))
	for number := range *users {
		reader := &user{
			name:  fmt.Sprintf("go-%d", number),
			words: *words,
			delay: *delay,
			http:  &http.Client{Transport: &http.Transport{}, Timeout: patience},
		}
		go reader.readOn(*reuse)
		time.Sleep(time.Second / time.Duration(*users)) // So that not all answers begin at once.
	}
	<-end
}

func (u *user) readOn(reuse bool) {
	for {
		channel := "session:" + newSession()
		err := u.read(channel)
		if err == nil && reuse {
			err = u.call("unsubscribe", map[string]any{"channel": channel})
		} else if err == nil {
			err = u.close()
		}
		if err != nil {
			log.Fatalf("%s: %v", u.name, err)
		}
	}
}

// One answer, from connecting, where that is still to be done, to its last check.
func (u *user) read(channel string) error {
	if u.connection == nil {
		if err := u.connect(); err != nil {
			return err
		}
	}
	token := jwt(map[string]any{"sub": u.name, "channel": channel, "exp": expiry()})
	subscribe := map[string]any{"channel": channel, "token": token, "recover": true}
	if err := u.call("subscribe", subscribe); err != nil {
		return err
	}
	replied := make(chan reply, 1)
	go func() { replied <- u.ask(strings.TrimPrefix(channel, "session:")) }()
	text, sum, err := u.listen(channel)
	if err != nil {
		return err
	}
	answered := <-replied
	if answered.err != nil {
		return answered.err
	}
	if answered.Response != text || answered.SHA256 != sum {
		return errors.New("the reply is not what was read")
	}
	return nil
}

func (u *user) connect() error {
	dialed, _, err := websocket.DefaultDialer.Dial(
		"ws://127.0.0.1:"+os.Getenv("WS_PORT")+"/connection/websocket",
		http.Header{"Origin": {"http://127.0.0.1:" + os.Getenv("HTTP_PORT")}})
	if err != nil {
		return err
	}
	u.connection = dialed
	return u.call("connect", map[string]any{"token": jwt(map[string]any{"sub": u.name, "exp": expiry()})})
}

// Says goodbye, waits for the server to do so, and closes.
func (u *user) close() error {
	goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	if err := u.connection.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(patience)); err != nil {
		return err
	}
	for {
		if _, err := u.frame(); err != nil {
			u.connection.Close()
			u.connection = nil
			if websocket.IsCloseError(err, websocket.CloseNormalClosure) {
				return nil
			}
			return err
		}
	}
}

// Sends a command and waits for its reply.
func (u *user) call(name string, command any) error {
	u.id++
	if err := u.connection.WriteJSON(map[string]any{"id": u.id, name: command}); err != nil {
		return err
	}
	for {
		messages, err := u.frame()
		if err != nil {
			return err
		}
		for _, each := range messages {
			if each.ID != u.id {
				continue
			}
			if each.Error != nil {
				return fmt.Errorf("%s: %s", name, *each.Error)
			}
			return nil
		}
	}
}

// The next frame's messages. A ping among them is answered.
func (u *user) frame() ([]message, error) {
	u.connection.SetReadDeadline(time.Now().Add(patience))
	_, frame, err := u.connection.ReadMessage()
	if err != nil {
		return nil, err
	}
	var messages []message
	for _, line := range bytes.Split(frame, []byte{'\n'}) {
		if string(line) == "{}" {
			if err := u.connection.WriteMessage(websocket.TextMessage, line); err != nil {
				return nil, err
			}
			continue
		}
		var read message
		if err := json.Unmarshal(line, &read); err != nil {
			return nil, err
		}
		messages = append(messages, read)
	}
	return messages, nil
}

// Reads tokens until the marker, and returns their text and its checksum.
func (u *user) listen(channel string) (string, string, error) {
	var text bytes.Buffer
	tokens := 0
	for {
		messages, err := u.frame()
		if err != nil {
			return "", "", err
		}
		for _, each := range messages {
			published := each.Push.Pub
			if published == nil || each.Push.Channel != channel {
				continue
			}
			switch data := published.Data; data.Type {
			case "token":
				if data.Index != tokens || published.Offset != uint64(tokens+1) {
					return "", "", fmt.Errorf("token %d came in place of %d", data.Index, tokens)
				}
				tokens++
				text.WriteString(data.Token)
			case "done":
				sum := sha256.Sum256(text.Bytes())
				if data.Tokens != tokens || data.SHA256 != hex.EncodeToString(sum[:]) {
					return "", "", errors.New("the marker is not of what was read")
				}
				return text.String(), data.SHA256, nil
			default:
				return "", "", fmt.Errorf("unexpected: %+v", data)
			}
		}
	}
}

type reply struct {
	Response string `json:"response"`
	SHA256   string `json:"sha256"`
	err      error
}

func (u *user) ask(session string) (answered reply) {
	question, err := json.Marshal(map[string]any{
		"session_id": session, "question": "", "model": "constant", "words": u.words, "delay": u.delay, "ttft": 0})
	if err != nil {
		return reply{err: err}
	}
	response, err := u.http.Post(
		"http://127.0.0.1:"+os.Getenv("HTTP_PORT")+"/api/run", "application/json", bytes.NewReader(question))
	if err != nil {
		return reply{err: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return reply{err: err}
	}
	if response.StatusCode != http.StatusOK {
		return reply{err: fmt.Errorf("status %d: %s", response.StatusCode, body)}
	}
	answered.err = json.Unmarshal(body, &answered)
	return answered
}

func newSession() string {
	var id [16]byte
	rand.Read(id[:])
	return hex.EncodeToString(id[:])
}

func expiry() int64 {
	return time.Now().Add(time.Hour).Unix()
}

// A token that Centrifugo accepts: RFC 7519, signed by HS256.
func jwt(claims map[string]any) string {
	payload, err := json.Marshal(claims)
	if err != nil {
		log.Fatal(err)
	}
	signed := encoded([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encoded(payload)
	mac := hmac.New(sha256.New, []byte(os.Getenv("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY")))
	mac.Write([]byte(signed))
	return signed + "." + encoded(mac.Sum(nil))
}

func encoded(data []byte) string {
	return base64.RawURLEncoding.EncodeToString(data)
}
