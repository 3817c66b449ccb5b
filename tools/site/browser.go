package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// browserLimit bounds all that is done in a browser.
const browserLimit = 3 * time.Minute

// browser is a chromium without a window, which is told what to do over a pipe by the
// DevTools protocol. It has one page.
type browser struct {
	cmd     *exec.Cmd
	profile string
	in      *os.File
	out     *bufio.Reader
	back    *os.File // what out reads
	session string
	last    int
	events  []event
	cancel  context.CancelFunc
}

// event is something that the browser tells unasked.
type event struct {
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

// message is whatever comes from the browser.
type message struct {
	event

	ID     int             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// findBrowser looks for chromium under the names that systems give it.
func findBrowser() (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	for _, name := range names {
		if program, err := exec.LookPath(name); err == nil {
			return program, nil
		}
	}
	return "", fmt.Errorf("none of %v is installed", names)
}

// openBrowser starts one. Names are not resolved: a request that leaves the site
// fails, and is told.
func openBrowser(ctx context.Context) (*browser, error) {
	program, err := findBrowser()
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "site-browser-")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, browserLimit)
	b := &browser{profile: profile, cancel: cancel}
	var theirIn, theirOut *os.File
	if theirIn, b.in, err = os.Pipe(); err != nil {
		return nil, errors.Join(err, b.close())
	}
	if b.back, theirOut, err = os.Pipe(); err != nil {
		return nil, errors.Join(err, theirIn.Close(), b.close())
	}
	b.out = bufio.NewReader(b.back)
	b.cmd = exec.CommandContext(ctx, program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", //nolint:gosec // the machine's browser
		"--user-data-dir="+profile, "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--force-color-profile=srgb")
	b.cmd.ExtraFiles = []*os.File{theirIn, theirOut}
	err = b.cmd.Start()
	err = errors.Join(err, theirIn.Close(), theirOut.Close())
	if err == nil {
		err = b.openPage()
	}
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *browser) openPage() error {
	var target struct {
		ID string `json:"targetId"`
	}
	if err := b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target); err != nil {
		return err
	}
	var session struct {
		ID string `json:"sessionId"`
	}
	if err := b.call("Target.attachToTarget", map[string]any{"targetId": target.ID, "flatten": true}, &session); err != nil {
		return err
	}
	b.session = session.ID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		if err := b.call(domain+".enable", nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// close ends the browser and takes its profile away.
func (b *browser) close() error {
	if b.session != "" {
		b.session = ""
		_ = b.call("Browser.close", nil, nil) // one that is asked ends with all its processes
		for {
			if _, err := b.read(); err != nil {
				break
			}
		}
	}
	b.cancel()
	for _, f := range []*os.File{b.in, b.back} {
		if f != nil {
			_ = f.Close()
		}
	}
	if b.cmd != nil && b.cmd.Process != nil {
		_ = b.cmd.Wait() // it was killed
	}
	// What is left of its processes may still write for a moment.
	const attempts, pause = 20, 50 * time.Millisecond
	err := os.RemoveAll(b.profile)
	for range attempts {
		if err == nil {
			break
		}
		<-time.After(pause)
		err = os.RemoveAll(b.profile)
	}
	return err
}

// call has something done, and reads what comes of it.
func (b *browser) call(method string, params, result any) error {
	b.last++
	command := map[string]any{"id": b.last, "method": method}
	if params != nil {
		command["params"] = params
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	data, err := json.Marshal(command)
	if err != nil {
		return err
	}
	if _, err := b.in.Write(append(data, 0)); err != nil {
		return fmt.Errorf("the browser has ended: %w", err)
	}
	for {
		m, err := b.read()
		switch {
		case err != nil:
			return err
		case m.ID != b.last:
			continue
		case m.Error != nil:
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		case result != nil:
			return json.Unmarshal(m.Result, result)
		}
		return nil
	}
}

// read takes one message, and keeps it when it is an event.
func (b *browser) read() (*message, error) {
	data, err := b.out.ReadBytes(0)
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, os.ErrClosed) {
			err = errors.New("the browser has ended")
		}
		return nil, err
	}
	m := new(message)
	if err := json.Unmarshal(bytes.TrimSuffix(data, []byte{0}), m); err != nil {
		return nil, err
	}
	if m.Method != "" {
		b.events = append(b.events, m.event)
	}
	return m, nil
}

// visit opens a page and waits until it has loaded. Between two visits stands an empty
// page: otherwise a heading of the same page would load nothing.
func (b *browser) visit(url string) error {
	for _, to := range []string{"about:blank", url} {
		b.events = nil
		var went struct {
			Error string `json:"errorText"`
		}
		if err := b.call("Page.navigate", map[string]any{"url": to}, &went); err != nil {
			return err
		}
		if went.Error != "" {
			return fmt.Errorf("%s: %s", url, went.Error)
		}
		for !b.saw("Page.loadEventFired") {
			if _, err := b.read(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *browser) saw(method string) bool {
	for _, e := range b.events {
		if e.Method == method {
			return true
		}
	}
	return false
}

// eval runs a script in the page, waits for what it promises, and reads its value.
func (b *browser) eval(script string, into any) error {
	var out struct {
		Result struct {
			Value json.RawMessage `json:"value"`
		} `json:"result"`
		Exception *struct {
			Text      string `json:"text"`
			Exception struct {
				Description string `json:"description"`
			} `json:"exception"`
		} `json:"exceptionDetails"`
	}
	if err := b.call("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true, "returnByValue": true}, &out); err != nil {
		return err
	}
	if out.Exception != nil {
		return errors.New(out.Exception.Text + " " + out.Exception.Exception.Description)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(out.Result.Value, into)
}

// picture is a screenshot as PNG.
func (b *browser) picture() ([]byte, error) {
	var out struct {
		Data []byte `json:"data"`
	}
	err := b.call("Page.captureScreenshot", map[string]any{"format": "png"}, &out)
	return out.Data, err
}

// screen sets the size of the page and whether it is dark.
func (b *browser) screen(width, height int, dark bool) error {
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	if err := b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}, nil); err != nil {
		return err
	}
	return b.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{
		{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"},
	}}, nil)
}
